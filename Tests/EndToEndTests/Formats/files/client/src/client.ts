import { Client } from "pg";
const client = new Client({ host: "db-1.internal", user: "orders", password: "⟪pw⟫" });
const token: string = `⟪tok⟫`;
export const stripe = new Stripe("⟪stripe⟫", { apiVersion: "2024-06-20" });
const headers = { Authorization: `Bearer ${token}`, "x-api-key": "⟪tok⟫" };
const apiKey = process.env.API_KEY ?? '⟪tok⟫';
type Password = string;
function isToken(t: string): t is Token { return t.length > 0; }
const query = gql`mutation { login(username: "jane", password: "⟪pw⟫") { token } }`;
