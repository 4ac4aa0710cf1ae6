using System.Text.RegularExpressions;
using LoopWorker.Loop.Events.Types;

namespace LoopWorker.Tests.Structure;

/// <summary>An event type has two rooms: what it is, and what it does.</summary>
public sealed class EventTypeTests
{
    private static readonly string[] Rooms =
    [
        Path.Combine(SourceTree.Source, "LoopWorker.Messages", "Types"),
        Path.Combine(SourceTree.Source, "LoopWorker.Loop", "Events", "Types"),
    ];

    // It writes messages as senders do, so it has to know what a message of each type looks like.
    private static readonly string MessagesOfTheDemo = Path.Combine(
        SourceTree.Source,
        "LoopWorker",
        "Demo",
        "MessageMaker.cs"
    );

    private static readonly Regex Names = new(
        string.Join('|', EventTypes.Standard.All.SelectMany(NamesOf).Select(name => $@"\b{Regex.Escape(name)}\b")),
        RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(5)
    );

    [Fact]
    public void No_file_outside_of_them_names_an_event_type()
    {
        var elsewhere = SourceTree.Files().Where(path => !IsInRoom(path)).Where(path => path != MessagesOfTheDemo);

        Assert.Empty(elsewhere.SelectMany(MentionsIn));
    }

    [Fact]
    public void Each_type_is_named_in_its_rooms()
    {
        var mentions = SourceTree
            .Files()
            .Where(IsInRoom)
            .SelectMany(path => Names.Matches(File.ReadAllText(path)))
            .Select(match => match.Value)
            .ToHashSet();

        Assert.Equal(EventTypes.Standard.All.SelectMany(NamesOf).Order(), mentions.Order());
    }

    private static bool IsInRoom(string path) =>
        Rooms.Any(room => path.StartsWith(room + Path.DirectorySeparatorChar, StringComparison.Ordinal));

    // The name on the wire, of the message, of the definition and of the record.
    private static string[] NamesOf(EventType type)
    {
        var definition = type.GetType();
        while (!definition.IsGenericType || definition.GetGenericTypeDefinition() != typeof(EventType<>))
            definition = definition.BaseType!;
        return [type.Name, type.WireType.GetType().Name, type.GetType().Name, definition.GetGenericArguments()[0].Name];
    }

    private static IEnumerable<string> MentionsIn(string path) =>
        File.ReadLines(path)
            .Select((line, index) => (Line: line, Number: index + 1))
            .Where(line => Names.IsMatch(line.Line))
            .Select(line => $"{Path.GetRelativePath(SourceTree.Source, path)}:{line.Number}: {line.Line.Trim()}");
}
