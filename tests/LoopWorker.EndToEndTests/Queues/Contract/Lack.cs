namespace LoopWorker.EndToEndTests.Queues.Contract;

/// <summary>Where an emulator is not SQS.</summary>
/// <param name="Reason">What it does, to be read after its name.</param>
/// <param name="Tests">The tests of the queue contract that it therefore fails.</param>
public sealed record Lack(string Reason, params IReadOnlyList<string> Tests)
{
    /// <summary>The first arguments of the cases that it fails; null if it fails them all.</summary>
    public IReadOnlyList<object?>? Arguments { get; init; }

    public bool Covers(ContractCase contractCase) =>
        Tests.Contains(contractCase.Test) && (Arguments is null || Arguments.Contains(contractCase.Argument));
}
