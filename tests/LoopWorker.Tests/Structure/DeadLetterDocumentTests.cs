using System.Reflection;
using LoopWorker.Messages.Failures;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Tests.Structure;

public sealed class DeadLetterDocumentTests
{
    private static readonly string Document = File.ReadAllText(
        Path.Combine(AppContext.BaseDirectory, "docs", "dead-letters.md")
    );

    [Fact]
    public void The_document_lists_every_reason_and_no_other()
    {
        var codes = typeof(FailureCodes)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetValue(null)!);
        var documented = Document
            .Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1]);
        Assert.Equal(codes.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Its_example_is_a_note()
    {
        var json = Document.Split("```json")[1].Split("```")[0];
        var note = FailureNote.FromJson(json);
        Assert.Equal(FailureCodes.InvalidField, note?.Code);
    }
}
