using System.Text.Json;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Users;
using LoopWorker.Tables.Values;

namespace LoopWorker.Simulation.Invariants;

/// <summary>A CONTEXT item read as plain JSON, with nothing of the product's own reading.</summary>
internal sealed record StoredContext(
    ulong Version,
    ulong Applied,
    IReadOnlyList<long> Pending,
    IReadOnlyList<long> Overflow,
    IReadOnlyList<string> RecentEvents,
    string OfOthers
)
{
    private const string Worker = "loop_worker";

    // Members that a write of the worker changes; all others belong to the agents.
    private static readonly HashSet<string> Own = ["recent_events", "agent_memory", "updated_at", "version"];

    public static StoredContext Read(Item item)
    {
        using var document = JsonDocument.Parse(item[Attributes.ContextData]!.AsString!);
        var root = document.RootElement;
        var memories = root.GetProperty("agent_memory");
        var memory = memories.TryGetProperty(Worker, out var own) ? own : default;
        var exists = memory.ValueKind == JsonValueKind.Object;
        return new StoredContext(
            item[Attributes.Version]!.AsUInt64!.Value,
            exists ? memory.GetProperty("applied").GetUInt64() : 0,
            exists ? Seconds(memory.GetProperty("pending")) : [],
            exists ? Seconds(memory.GetProperty("overflow")) : [],
            [.. root.GetProperty("recent_events").EnumerateArray().Select(entry => entry.GetRawText())],
            string.Join(
                '\n',
                root.EnumerateObject()
                    .Where(member => !Own.Contains(member.Name))
                    .Concat(memories.EnumerateObject().Where(member => member.Name != Worker))
                    .Select(member => $"{member.Name}: {member.Value.GetRawText()}")
                    .Order(StringComparer.Ordinal)
            )
        );
    }

    /// <summary>What a write that adds so many events has lost of what was stored before; null if nothing.</summary>
    public string? WhatIsLost(StoredContext? before, int events)
    {
        if (Version != (before?.Version ?? 0) + 1)
            return $"version {Version} follows {before?.Version ?? 0}";
        if (Applied != (before?.Applied ?? 0) + (ulong)events)
            return $"it counts {Applied} events after {before?.Applied ?? 0}";
        if (before is null)
            return null;
        if (OfOthers != before.OfOthers)
            return $"what others keep in it was\n{before.OfOthers}\nand is\n{OfOthers}";
        var kept = before.RecentEvents.Take(UserContext.MaximumRecentEvents - events);
        return RecentEvents.Skip(events).SequenceEqual(kept)
            ? null
            : "recent events are not the earlier ones with the new ones before them";
    }

    private static List<long> Seconds(JsonElement list) => [.. list.EnumerateArray().Select(entry => entry.GetInt64())];
}
