@echo off
set DB_HOST=sql-1
set DB_PASSWORD=⟪pw⟫
set "API_TOKEN=⟪tok⟫"
sqlcmd -S sql-1 -U orders -P ⟪pw⟫ -Q "select 1"
net use Z: \\files-1\orders /user:NORTHWIND\svc ⟪pw⟫
exit /b %ERRORLEVEL%
