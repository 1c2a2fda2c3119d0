"""How do people write records? New ones, and tables from elsewhere taken in (新建、导入)."""
