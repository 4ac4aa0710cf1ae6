using LoopWorker.EndToEndTests.Environment;

namespace LoopWorker.EndToEndTests.Queues.Contract;

/// <summary>The SQS that all tests share.</summary>
public sealed class SharedSqsEngine : SqsEngine
{
    protected override Uri Endpoint => SharedEndpoints.Current.Sqs;

    protected override string? WhyNot(ContractCase contractCase) =>
        SharedEndpoints.Current.Source == EndpointSource.Emulators ? SqsEmulator.Fauxqs.WhyNot(contractCase) : null;
}
