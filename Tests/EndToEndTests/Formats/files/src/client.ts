export const config: Config = { baseUrl: "https://api.northwind.example", apiKey: "⟪tok⟫", retries: 3 };
private readonly clientSecret: string = "⟪tok⟫";
const password: string | undefined = process.env["DB_PASSWORD"];
axios.get(url, { headers: { Authorization: `Bearer ⟪jwt⟫` }, auth: { username: "ci", password: "⟪pw⟫" } });
