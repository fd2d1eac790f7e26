public class Startup {
    private const string ConnectionString = "Server=sql-1;Database=orders;User Id=orders;Password=⟪pw⟫;";
    public string ApiKey { get; set; } = "⟪tok⟫";
    private string password = @"⟪pw⟫";
    void Configure() { services.AddStripe(o => o.SecretKey = "⟪stripe⟫"); var p = Configuration["Db:Password"]; }
}
