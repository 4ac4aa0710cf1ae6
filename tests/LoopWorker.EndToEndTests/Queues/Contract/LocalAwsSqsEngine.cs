using LoopWorker.EndToEndTests.Environment;

namespace LoopWorker.EndToEndTests.Queues.Contract;

/// <summary>The second emulator, where the first is an emulator too. Another SQS runs the whole contract by itself.</summary>
public sealed class LocalAwsSqsEngine : SqsEngine
{
    protected override Uri Endpoint => SharedEndpoints.Current.LocalAwsSqs!;

    protected override string? WhyNot(ContractCase contractCase) =>
        SharedEndpoints.Current.LocalAwsSqs is null
            ? "The SQS of this run is none of the two emulators."
            : SqsEmulator.LocalAwsSqs.WhyNot(contractCase);
}
