region          = "eu-central-1"
instance_count  = 3
db_password     = "⟪wild|json⟫"
api_tokens      = ["⟪tok⟫", "⟪tok⟫"]
admin_pin_password = ⟪num⟫
tags = { owner = "orders", cost = "4411" }
