using LoopWorker.EndToEndTests.Aws;

namespace LoopWorker.EndToEndTests.NativeAot;

/// <summary>The SDK finds the clients that get credentials by name, which the compiler to native code cannot see by itself.</summary>
[Collection(nameof(NativeProgram))]
public sealed class NativeCredentialTests(NativeProgram program) : CredentialTests
{
    protected override IReadOnlyList<string> Command => program.Command;
}
