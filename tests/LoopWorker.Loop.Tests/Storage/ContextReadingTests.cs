using System.Text.Json.Nodes;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Users;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Tests.Storage;

/// <summary>Which stored contexts are read, and what is said of the others.</summary>
public sealed class ContextReadingTests
{
    private const string Json =
        """{"pubkey":"u1","vault":{"cred_balance":1,"oxo_balance":2,"total_staked":3,"pending_yield":4,"active_positions":5,"snapshot_at":6},"preferences":{"auto_stake":true,"default_duration_days":90,"auto_compound":true,"compound_threshold":1,"risk_tolerance":"balanced","notifications":{"on_capture":true,"on_stake":false,"on_yield":true,"on_unlock":true,"min_notify_amount":0}},"recent_events":[{"event_type":"note","timestamp":1,"summary":"","amount":null}],"agent_memory":{},"updated_at":1,"version":1}""";

    // serde_json reads 127 levels.
    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(125)]
    [InlineData(127)]
    public void As_many_levels_as_agents_read_are_read_and_kept(int levels)
    {
        var nested = Nested(levels);
        var snapshot = Read(nested);
        var (_, put) = ContextItems.Write(snapshot, snapshot.Context, new WorkerMemory(), 2);
        var kept = nested[
            nested.IndexOf("\"deep\"", StringComparison.Ordinal)..nested.IndexOf(
                ",\"updated_at",
                StringComparison.Ordinal
            )
        ];
        Assert.Contains(kept, put.Item[Attributes.ContextData]!.AsString!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(128)]
    [InlineData(5_000)]
    public void More_levels_are_refused_and_counted(int levels) =>
        Assert.Contains(
            $"nested {levels} levels deep, and at most 127 are read",
            FaultOf(Nested(levels)),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("vault")]
    [InlineData("preferences")]
    [InlineData("vault.cred_balance")]
    [InlineData("vault.snapshot_at")]
    [InlineData("preferences.auto_stake")]
    [InlineData("preferences.notifications")]
    [InlineData("preferences.notifications.min_notify_amount")]
    [InlineData("recent_events.0.timestamp")]
    public void What_agents_require_is_not_made_up_but_named(string path)
    {
        var json = JsonNode.Parse(Json)!;
        var parts = path.Split('.');
        var parent = parts[..^1]
            .Aggregate(json, (node, part) => int.TryParse(part, out var i) ? node[i]! : node[part]!);
        parent.AsObject().Remove(parts[^1]);
        Assert.Contains(
            $"it has no {path.Replace(".0", "[]", StringComparison.Ordinal)}. Mend",
            FaultOf(json.ToJsonString()),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_is_wrong_is_found_by_its_path_line_and_byte() =>
        Assert.Contains(
            "wrong at $.vault.cred_balance, line 1, byte 4",
            FaultOf(Json.Replace("\"cred_balance\":1", "\"cred_balance\":-1", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );

    private static string Nested(int levels) =>
        Json.Replace(
            "\"agent_memory\":{}",
            $"\"agent_memory\":{{\"deep\":{new string('[', levels - 2)}{new string(']', levels - 2)}}}",
            StringComparison.Ordinal
        );

    private static string FaultOf(string json) => Assert.Throws<StoredStateException>(() => Read(json)).Message;

    private static ContextSnapshot Read(string json) =>
        ContextItems.Read("u1", Item.Of(Keys.Context("u1"), (Attributes.ContextData, json), (Attributes.Version, 1L)));
}
