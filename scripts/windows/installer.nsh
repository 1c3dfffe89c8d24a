; What the installer and the uninstaller do besides the program's files. Both ask the program itself, which knows what is
; its own and what is somebody else's; a failure of it fails neither.

; A minute at most: a program that hangs must not hold the installer up.
!macro askProgram COMMAND
  nsExec::Exec /TIMEOUT=60000 '${COMMAND}'
  Pop $R9
!macroend

; The command "evenkeel" for terminals, in the folder of each person's own commands, which Windows has on the PATH. The PATH
; itself is left alone: an installer's strings are too short for some, and would cut them off.
!macro customInstall
  !insertmacro askProgram '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" command install'
!macroend

; Before the program's files go: other programs get their own configuration back. Not at an update, which uninstalls the old
; version on its way. It knows what to restore from its ledger and needs no running engine.
!macro customUnInstall
  ${ifNot} ${isUpdated}
    !insertmacro askProgram '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" setup --restore'
    !insertmacro askProgram '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" command remove'
    ; The start at login, under the name that src-main/main.ts gives the app.
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "app.evenkeel.desktop"
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run" "app.evenkeel.desktop"
  ${endIf}
!macroend
