import HandoffCommands

@main
struct Handoff {
  static func main() async {
    await HandoffProgram.main()
  }
}
