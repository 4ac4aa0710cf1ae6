namespace LoopWorker.EndToEndTests.Queues.Contract;

/// <summary>An emulator of SQS that the queue contract runs on.</summary>
/// <param name="Name">Its name and version.</param>
/// <param name="Lacks">Where it is not SQS. The engine's part in each is tested by script.</param>
public sealed record SqsEmulator(string Name, IReadOnlyList<Lack> Lacks)
{
    public static SqsEmulator Fauxqs { get; } = new("fauxqs 1.9.2", FauxqsLacks.All);

    public static SqsEmulator LocalAwsSqs { get; } = new("local-aws-sqs 2.0.2", LocalAwsSqsLacks.All);

    /// <summary>Why it cannot run a case; null if it can.</summary>
    public string? WhyNot(ContractCase contractCase) =>
        Lacks.FirstOrDefault(lack => lack.Covers(contractCase)) is { } lack ? $"{Name} {lack.Reason}" : null;
}
