module.exports = {
  port: process.env.PORT || 8080,
  db: { host: 'db-1.internal', password: '⟪wild|bs⟫', port: 5432 },
  jwtSecret: process.env.JWT_SECRET || "⟪tok⟫",
  stripe: require('stripe')('⟪stripe⟫'),
  redisPassword: `⟪pw⟫`,
  smtp: { auth: { user: 'mailer', pass: '⟪pw⟫' } },
  pinPassword: ⟪num⟫,
};
const token = getToken();
