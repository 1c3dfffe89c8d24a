; Before the program's files go: the clients that it was set up in get their own configuration back. Not at an update,
; which uninstalls the old version on its way. It knows what to restore from its ledger and needs no running engine.
!macro customUnInstall
  ${ifNot} ${isUpdated}
    ExecWait '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" setup --restore'
  ${endIf}
!macroend
