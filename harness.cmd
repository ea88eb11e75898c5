@echo off
rem Builds the harness (quick where nothing changed), then runs it.
set "root=%~dp0"
where dotnet >nul 2>nul || (echo harness needs the .NET 10 SDK: dotnet is not on the PATH 1>&2 & exit /b 104)
dotnet build "%root%src\Harness.Cli" -c Release -v q --nologo -clp:NoSummary -nodeReuse:false -p:UseSharedCompilation=false 1>&2 || exit /b 104
dotnet "%root%src\Harness.Cli\bin\Release\net10.0\Harness.Cli.dll" %*
exit /b %errorlevel%
