@echo off
rem Makes .venv\ from the locked packages (with --dev the test tools too); the work is in environment.py.
setlocal
chcp 65001 >nul
set "PYTHONUTF8=1"
set "READY=%~dp0..\.venv\Scripts\python.exe"
if exist "%READY%" "%READY%" "%~dp0environment.py" --check %* 2>nul && exit /b 0
for %%V in (3.11 3.12 3.13) do (
  py -%%V -c "import venv, ensurepip" >nul 2>nul && (
    py -%%V "%~dp0environment.py" %*
    exit /b
  )
)
python -c "import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))" >nul 2>nul
if errorlevel 1 (
  echo 没有找到 Python 3.11、3.12 或 3.13。其他内容没有改动。请安装 64 位的 Python 3.11,然后重新运行本命令。
  exit /b 1
)
python "%~dp0environment.py" %*
exit /b
