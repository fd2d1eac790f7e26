$ErrorActionPreference = "Stop"
$password = "⟪pw⟫"
$cred = New-Object PSCredential("svc-orders", (ConvertTo-SecureString "⟪pw⟫" -AsPlainText -Force))
$env:API_TOKEN = '⟪tok⟫'
Connect-AzAccount -ServicePrincipal -TenantId 72f988bf-86f1-41af-91ab-2d7cd011db47 -Password ⟪pw⟫
Invoke-Sqlcmd -ServerInstance sql-1 -Username orders -Password "⟪pw⟫" -Query "select 1"
$headers = @{ Authorization = "Bearer ⟪tok⟫"; "X-Api-Key" = "⟪tok⟫"; Accept = "application/json" }
