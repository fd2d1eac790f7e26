public import Documents

/// A ticket to fill in, with what each part is asked for.
public struct TicketSkeleton: Sendable {
  public var id: String
  public var client: String
  private let created: Timestamp

  public init(id: String, client: String, created: Timestamp? = nil) {
    self.id = id
    self.client = client
    self.created = created ?? Timestamp.sourceDateEpoch ?? Timestamp.now
  }

  public var text: String {
    """
    # Fill in what you know, then: handoff ticket check FILE
    # No passwords or keys here: this file is redacted too, but it is read by people.
    apiVersion: handoff/v1
    kind: Ticket
    id: \(id)
    client: \(client)
    title:                  # one line that names the fault
    created: \(created)

    # \(Ticket.providers.joined(separator: " | "))
    provider:
    environment:            # production | staging | test | development
    affected: []            # services, databases, hosts: [deployment/orders, database orders]
    # Whatever pins the target: account, project, subscription, resourceGroup, cluster,
    # namespace, region, domain, zone, service.
    identifiers: {}

    deployment:
      method:               # how a change goes live: GitHub Actions, Argo CD, by hand, …
      repository:
      branches: {}          # {staging: develop, production: main}
    infrastructure:         # manual | code | mixed

    error:
      message:              # the exact text, in quotes
      since:                # 2026-11-21T08:44:00Z
      evidence: []          # log files or links that show it

    # What a fix may touch. Say true or false for each.
    impact:
      traffic:
      databaseWrites:
      customerData:
      payments:
      tracking:
      email:
      criticalJobs:

    # A change of production is refused without a confirmed backup.
    backups:
      confirmed: false
      what:
      when:
      by:

    # Who may allow a change. The principal is how allowed_signers calls the person's key.
    approvers: []
    # - name: Olga Marin
    #   role: change-approver
    #   principal: olga@client.example

    access:
      mode: client-executed # every action is run by the client
      level: none
    emergency: false

    """
  }
}
