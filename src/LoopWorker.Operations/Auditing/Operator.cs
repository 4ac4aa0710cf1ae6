namespace LoopWorker.Operations.Auditing;

/// <summary>Who does something, and from where.</summary>
/// <param name="Name">The name of the person's or the program's account on the host.</param>
/// <param name="Host">The host's name.</param>
public sealed record Operator(string Name, string Host);
