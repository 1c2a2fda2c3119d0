"""Settings of the portal that its owner may change; `publishconf.py` adds those of publication."""

from portal.cli import today

SITENAME = "云溪市政务公示门户"
SITEURL = "http://127.0.0.1:8000"
TIMEZONE = "Asia/Shanghai"

PATH = "content"
OUTPUT_PATH = "output"
THEME = "theme"
PLUGINS = ["portal.site.generator"]

# 公众界面的语言：不写是中文，写 "en" 是英文；记录的内容不翻译。
# PORTAL_LANG = "en"

PORTAL_DATA = "data"
PORTAL_AS_OF = today()
PORTAL_SINCE = "2023-12-01"  # 本门户公开第一条记录的日子，早于它的决定不判断是否按时公开

# 主办单位的设置：页脚、网页标签和页面上的联系方式由此而来，各项说明见 docs/owner.md。
# 没有的项整行删去，不要留空；缺什么，portal check 会提醒。以下各值都是演示用的虚构值。
# PORTAL_SOLE_TRADERS = True  # 个体工商户也像企业一样有自己的主体页；默认没有
PORTAL_OWNER = {
    "sponsor": "云溪市人民政府办公室",  # 主办单位
    "operator": "云溪市大数据中心",  # 承办单位
    "site_id_code": "3399010001",  # 网站标识码：6位行政区划代码加4位
    "domain": "gs.yunxi.example",  # 网站域名，不写 https://
    "icp": "浙ICP备00000000号",  # ICP备案编号
    "icp_url": "https://beian.miit.gov.cn/",  # 备案编号链接到的查询网址
    "police": "浙公网安备 33990102000001号",  # 公安机关备案标识；police_url 是它的查询网址
    "party_government_mark": "https://biaoshi.yunxi.example/3399010001",  # 党政机关网站标识的网址
    "error_report": "https://jiucuo.yunxi.example/?site_code=3399010001",  # “我为政府网站找错”入口
    "phone": "0500-6810000",  # 联系电话
    "email": "gs@yunxi.example",  # 电子邮箱
    "address": "云溪市云溪大道1号",  # 地址
    "postcode": "339900",  # 邮政编码
    "opened": "2023-12-01",  # 网站开通日期
    "licence": "知识共享署名 4.0 国际许可",  # 数据开放许可
    "licence_url": "https://creativecommons.org/licenses/by/4.0/deed.zh-hans",
    "keywords": ["政务公示", "行政执法公示", "政府信息公开"],  # 网站关键词
    "objection": {  # 谁受理异议；各记录的页面和“异议与救济”由此而来，不写则是主办单位自己
        "name": "云溪市公共信用信息中心异议受理岗",
        "address": "云溪市云溪大道1号市民中心二楼12号窗口",
        "phone": "0500-6810012",
        "email": "yiyi@yunxi.example",
        "form": "https://credit.yunxi.example/yiyi",
        "hours": "工作日 9:00—12:00、14:00—17:00",
    },
    "repair": {  # 谁受理信用修复申请；不写则与异议受理相同
        "name": "云溪市公共信用信息中心信用修复岗",
        "address": "云溪市云溪大道1号市民中心二楼14号窗口",
        "phone": "0500-6810014",
        "email": "xiufu@yunxi.example",
        "form": "https://credit.yunxi.example/shenqing?item=xiufu",
        "hours": "工作日 9:00—12:00、14:00—17:00",
    },
}
