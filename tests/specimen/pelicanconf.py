"""Settings of the specimen: fixed, so that its site is the same every day."""

SITENAME = "云溪市政务公示门户"
SITEURL = "https://gs.yunxi.example"
TIMEZONE = "Asia/Shanghai"

PATH = "content"
OUTPUT_PATH = "output"
PLUGINS = ["portal.site.generator"]

PORTAL_DATA = "data"
PORTAL_AS_OF = "2026-06-30"
PORTAL_OWNER = {
    "objection": {
        "name": "云溪市公共信用信息中心异议受理岗",
        "address": "云溪市云溪大道1号市民中心二楼12号窗口",
        "phone": "0500-6810012",
        "email": "yiyi@yunxi.example",
        "form": "https://credit.yunxi.example/yiyi",
        "hours": "工作日 9:00—12:00、14:00—17:00",
    },
    "repair": {
        "name": "云溪市公共信用信息中心信用修复岗",
        "phone": "0500-6810014",
        "email": "xiufu@yunxi.example",
        "form": "https://credit.yunxi.example/shenqing?item=xiufu",
    },
}
