var conn = "Server=sql-1;Database=orders;User Id=orders;Password=⟪pw⟫;TrustServerCertificate=True";
services.AddAuthentication().AddJwtBearer(o => o.Key = new SymmetricSecurityKey(Encoding.UTF8.GetBytes("⟪tok⟫")));
private const string ApiKey = "⟪tok⟫";
public string Password { get; set; } = "⟪pw⟫";
var cred = new NetworkCredential("jane", "⟪pw⟫", "NORTHWIND");
