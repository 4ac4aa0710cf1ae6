using System.Reflection;
using Xunit.v3;

namespace LoopWorker.EndToEndTests.Environment;

/// <summary>
/// A test of the class that the emulators of <c>localstack/emulators.sh</c> cannot pass, and why. It is skipped there, and runs
/// against every other endpoint.
/// </summary>
/// <param name="test">The test method.</param>
/// <param name="reason">What the emulator does not do.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class EmulatorLacksAttribute(string test, string reason) : BeforeAfterTestAttribute
{
    public string Test => test;

    public string Reason => reason;

    /// <summary>Only the case with this first argument; null for all.</summary>
    public object? Argument { get; init; }

    public override void Before(MethodInfo methodUnderTest, IXunitTest test) =>
        Assert.SkipWhen(
            SharedEndpoints.Current.Source == EndpointSource.Emulators
                && Test == methodUnderTest.Name
                && (Argument is null || Argument.Equals(test.TestMethodArguments.FirstOrDefault())),
            Reason
        );
}
