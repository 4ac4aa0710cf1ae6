using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("LoopWorker.EndToEndTests.Environment.EndToEndFramework", "LoopWorker.EndToEndTests")]

namespace LoopWorker.EndToEndTests.Environment;

/// <summary>xunit, with the endpoints up before the first test. Where there are none, every test is skipped and says why.</summary>
public sealed class EndToEndFramework(IMessageSink messageSink) : XunitTestFramework(messageSink)
{
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(
        AssemblyName assemblyName,
        ISourceInformationProvider sourceInformationProvider,
        IMessageSink diagnosticMessageSink
    ) : XunitTestFrameworkExecutor(assemblyName, sourceInformationProvider, diagnosticMessageSink)
    {
        // xunit's own signature.
#pragma warning disable VSTHRD100, AsyncFixer03, MA0155 // async void
        protected override async void RunTestCases(
            IEnumerable<IXunitTestCase> testCases,
            IMessageSink executionMessageSink,
            ITestFrameworkExecutionOptions executionOptions
        )
#pragma warning restore VSTHRD100, AsyncFixer03, MA0155
        {
            if (await SharedEndpoints.StartAsync() is { } reason)
            {
                Console.WriteLine($"End-to-end tests are skipped: {reason}");
                testCases = testCases.Select(test => Skipped(test, reason));
            }
            else
                testCases = testCases.Select(test => WhyLacking(test) is { } lack ? Skipped(test, lack) : test);
            using var runner = new XunitTestAssemblyRunner(
                TestAssembly,
                testCases,
                DiagnosticMessageSink,
                executionMessageSink,
                executionOptions
            );
            await runner.RunAsync();
        }

        private XunitSkippedDataRowTestCase Skipped(IXunitTestCase test, string reason) =>
            new(
                DiagnosticMessageSink,
                TestMethodDisplay.Method,
                TestMethodDisplayOptions.None,
                test.TestMethod,
                reason,
                test.TestMethodArguments
            );

        private static string? WhyLacking(IXunitTestCase test) =>
            SharedEndpoints.Current.Source == EndpointSource.Emulators
                ? test
                    .TestMethod.TestClass.Class.ToRuntimeType()
                    .GetCustomAttributes<EmulatorLacksAttribute>()
                    .FirstOrDefault(lack =>
                        lack.Test == test.TestMethod.Method.Name
                        && (lack.Argument is null || lack.Argument.Equals(test.TestMethodArguments?.FirstOrDefault()))
                    )
                    ?.Reason
                : null;
    }
}
