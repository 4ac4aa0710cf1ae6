using System.Reflection;
using LoopWorker.Queues.Tests.Contract;
using Xunit.v3;

namespace LoopWorker.EndToEndTests.Queues.Contract;

/// <summary>A case of the queue contract.</summary>
/// <param name="Test">The test method.</param>
/// <param name="Argument">Its first argument, if it has any.</param>
public sealed record ContractCase(string Test, object? Argument = null)
{
    /// <summary>The one that is running.</summary>
    public static ContractCase Current =>
        TestContext.Current.Test is IXunitTest test
            ? new(test.TestMethod.MethodName, test.TestMethodArguments.FirstOrDefault())
            : throw new InvalidOperationException("No test is running.");

    public static IReadOnlyList<ContractCase> All { get; } =
    [
        .. typeof(QueueContract)
            .Assembly.GetTypes()
            .Where(type => type.BaseType == typeof(QueueContract))
            .SelectMany(contract => contract.GetMethods())
            .Where(method => method.IsDefined(typeof(FactAttribute)))
            .SelectMany(CasesOf),
    ];

    public override string ToString() => Argument is null ? Test : $"{Test}({Argument})";

    private static IEnumerable<ContractCase> CasesOf(MethodInfo method) =>
        method.IsDefined(typeof(TheoryAttribute))
            ? method
                .GetCustomAttributes<InlineDataAttribute>()
                .Select(row => new ContractCase(method.Name, row.Data[0]))
            : [new(method.Name)];
}
