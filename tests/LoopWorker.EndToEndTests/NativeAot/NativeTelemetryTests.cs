using LoopWorker.EndToEndTests.Telemetry;

namespace LoopWorker.EndToEndTests.NativeAot;

/// <summary>What is exported is written without reflection, which native code has not.</summary>
[Collection(nameof(NativeProgram))]
public sealed class NativeTraceTests(NativeProgram program) : TraceTests
{
    protected override IReadOnlyList<string> Command => program.Command;
}

/// <inheritdoc cref="NativeTraceTests"/>
[Collection(nameof(NativeProgram))]
public sealed class NativeMetricTests(NativeProgram program) : MetricTests
{
    protected override IReadOnlyList<string> Command => program.Command;
}
