using System.Text.Json.Nodes;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages.Types.GeofenceCrossings;
using LoopWorker.Operations.Scanning;
using LoopWorker.Operations.Tests.Support;
using LoopWorker.Tables.Values;
using LoopWorker.Testing;

namespace LoopWorker.Operations.Tests.Users;

public sealed class UserExportTests
{
    [Fact]
    public void All_of_a_person_is_there_as_it_is_stored_except_for_the_secrets_of_the_session() =>
        Rig.Run(async rig =>
        {
            var desk = await WithPersonAsync(rig);

            var (export, _) = await desk.Export.ExportAsync("u1", _ => { }, Desk.None);

            Assert.True(export["complete"]!.GetValue<bool>());
            Assert.Equal("2026-01-15T12:00:00Z", export["exported_at"]!.GetValue<string>());
            var all = (await desk.AllAsync()).ToDictionary(item => item.Key);
            var exported = Lists(export).ToList();
            foreach (var item in exported.Where(item => item.Key.Sort != "SESSION"))
                Assert.Equal(all[item.Key], item);
            Assert.Equal(
                all.Keys.Where(key =>
                        key.Partition != Keys.User("u2") && !key.Partition.EndsWith("-u2", StringComparison.Ordinal)
                    )
                    .Order(
                        Comparer<Tables.Values.ItemKey>.Create(
                            (a, b) => string.CompareOrdinal(a.ToString(), b.ToString())
                        )
                    ),
                exported
                    .Select(item => item.Key)
                    .Order(
                        Comparer<Tables.Values.ItemKey>.Create(
                            (a, b) => string.CompareOrdinal(a.ToString(), b.ToString())
                        )
                    )
            );
            Assert.DoesNotContain(Stored.SecretKey, export.ToJsonString(), StringComparison.Ordinal);
            Assert.Contains("actions_used", export.ToJsonString(), StringComparison.Ordinal);
            Assert.Single(export["left_out"]!.AsArray());
        });

    [Fact]
    public void Without_a_scan_only_what_the_persons_items_lead_to_is_there_and_it_says_so() =>
        Rig.Run(async rig =>
        {
            var desk = await WithPersonAsync(rig);

            var (export, _) = await desk.Export.ExportAsync("u1", scan: null, Desk.None);

            Assert.False(export["complete"]!.GetValue<bool>());
            // The yield's marker is named nowhere.
            Assert.Equal(2, export["markers"]!.AsArray().Count);
            Assert.Single(export["cards"]!.AsArray());
        });

    [Fact]
    public void Of_whom_nothing_is_stored_there_is_nothing_to_export() =>
        Rig.Run(async rig =>
        {
            var (export, isEmpty) = await new Desk(rig).Export.ExportAsync("u1", _ => { }, Desk.None);

            Assert.True(isEmpty);
            Assert.Empty(export["items"]!.AsArray());
        });

    [Fact]
    public void Of_whom_only_markers_or_a_card_are_left_those_are_there_and_what_waits_for_the_card() =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            await desk.PutAsync(Markers.OfAgent("t1", "u1", 5, 1));
            await desk.PutAsync(Stored.Card("fp1", "u1"));
            await desk.PutAsync("""{"pk":{"S":"CARD#fp1"},"sk":{"S":"UNMATCHED#t9"},"body":{"S":"{}"}}""");

            var (export, _) = await desk.Export.ExportAsync("u1", _ => { }, Desk.None);

            Assert.Equal(3, Lists(export).Count());
            Assert.Single(export["parked_purchases"]!.AsArray());
            Assert.Empty(export["left_out"]!.AsArray());
        });

    [Fact]
    public void Of_a_session_all_is_there_that_is_no_secret() =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            await desk.PutAsync(Stored.Session("u1", 2_000_000_000).With("added", Stored.SecretKey));
            var (export, _) = await desk.Export.ExportAsync("u1", scan: null, Desk.None);
            var session = Assert.Single(export["items"]!.AsArray())!.AsObject();
            Assert.Equal(
                ["expires_at", "pk", "session_data", "sk", "ttl"],
                session.Select(member => member.Key).Append("expires_at").Distinct().Order(StringComparer.Ordinal)
            );
            Assert.Equal(
                """{"vault_pubkey":"vault","scopes":["capture"],"expires_at":2000000000,"created_at":1700000000,"max_actions":10,"actions_used":3}""",
                session["session_data"]!["S"]!.GetValue<string>()
            );
        });

    [Fact]
    public void Values_of_all_types_are_written_as_the_table_has_them() =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            await desk.PutAsync(
                new Item(new ItemKey(Keys.User("u1"), "NOTE"))
                    .With("list", new ListValue(1, "two", NullValue.Instance))
                    .With("map", new MapValue(new Dictionary<string, AttributeValue> { ["a"] = true }))
                    .With("numbers", new NumberSet(NumberValue.Parse("1.5"), NumberValue.Parse("2")))
                    .With("texts", new StringSet("a", "b"))
                    .With("bytes", new BinarySet(new BinaryValue(new byte[] { 1, 2 })))
            );
            var (export, _) = await desk.Export.ExportAsync("u1", scan: null, Desk.None);
            var expected = JsonNode.Parse(
                """
                {
                  "pk": {"S":"USER#u1"},
                  "sk": {"S":"NOTE"},
                  "list": {"L":[{"N":"1"},{"S":"two"},{"NULL":true}]},
                  "map": {"M":{"a":{"BOOL":true}}},
                  "numbers": {"NS":["1.5","2"]},
                  "texts": {"SS":["a","b"]},
                  "bytes": {"BS":["AQI="]}
                }
                """
            );
            var item = Assert.Single(export["items"]!.AsArray());
            Assert.True(JsonNode.DeepEquals(expected, item), item!.ToJsonString());
        });

    private static async Task<Desk> WithPersonAsync(Rig rig)
    {
        var desk = new Desk(rig);
        await rig.LinkAsync("fp1", "u1");
        await rig.SendAsync(Make.Crossing(Transition.Enter), Make.Sale(), Make.Yield(), Make.Yield("y-u2", "u2"));
        rig.StartWorker();
        await rig.DrainAsync();
        await desk.PutAsync(Stored.Session("u1", 2_000_000_000).With("session_key", Stored.SecretKey));
        await desk.PutAsync("""{"pk":{"S":"USER#u1"},"sk":{"S":"NOTE"},"n":{"N":"1.5"},"b":{"B":"AQI="}}""");
        await desk.PutAsync("""{"pk":{"S":"CARD#fp1"},"sk":{"S":"UNMATCHED#t9"},"body":{"S":"{}"}}""");
        return desk;
    }

    private static IEnumerable<Tables.Values.Item> Lists(JsonObject export) =>
        from list in (string[])["items", "cards", "parked_purchases", "markers"]
        from item in export[list]!.AsArray()
        select Read(item!);

    // What no test reads otherwise: truth values.
    private static Tables.Values.Item Read(JsonNode item)
    {
        var flags = item.AsObject()
            .Where(member => member.Value!.AsObject().ContainsKey("BOOL"))
            .Select(member => member.Key)
            .ToList();
        var rest = item.DeepClone().AsObject();
        foreach (var flag in flags)
            rest.Remove(flag);
        return flags.Aggregate(
            DynamoDbJson.Read(rest.ToJsonString()),
            (read, flag) => read.With(flag, item[flag]!["BOOL"]!.GetValue<bool>())
        );
    }
}
