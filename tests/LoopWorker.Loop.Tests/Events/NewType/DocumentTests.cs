using System.Reflection;
using System.Text.RegularExpressions;
using LoopWorker.Loop.Events.Types;
using LoopWorker.Loop.Tests.Events.Schemas;
using LoopWorker.Messages.Types;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Events.NewType;

/// <summary>Compares docs/how-to-add-an-event-type.md with the code it speaks of.</summary>
public sealed partial class DocumentTests
{
    private static readonly string Document = File.ReadAllText(Repository.At("docs", "how-to-add-an-event-type.md"));

    [Fact]
    public void The_tables_list_each_member_that_a_type_may_define_and_no_other()
    {
        var members = new[] { typeof(MessageType<>), typeof(EventType<>) }
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(method =>
                method is { IsVirtual: true, IsFinal: false } and ({ IsPublic: true } or { IsFamily: true })
            )
            .Where(method => method.GetBaseDefinition().DeclaringType != typeof(object))
            .Select(method => method.Name.Replace("get_", "", StringComparison.Ordinal))
            .ToHashSet();
        var listed = Document
            .Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1]);

        Assert.Equal(members.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_file_and_folder_on_the_page_exists()
    {
        var paths = PathInBackticks().Matches(Document).Select(match => match.Groups["path"].Value).ToList();

        Assert.NotEmpty(paths);
        Assert.All(paths, path => Assert.True(Path.Exists(Repository.At(path)), path));
    }

    [GeneratedRegex("`(?<path>[\\w.-]+/[\\w./-]+)`", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex PathInBackticks();
}
