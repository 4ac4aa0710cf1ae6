using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.DeadLetters.Replaying;
using LoopWorker.Operations.DeadLetters.Selecting;
using LoopWorker.Operations.Tests.Support;

namespace LoopWorker.Operations.Tests.Users;

/// <summary>What an erasure leaves of the records of replays that mention the user, and others.</summary>
public sealed class ErasedRecordsProperties
{
    // Some are called as members of records are, or are part of a time or of a file's name.
    private static readonly string[] Keys =
    [
        "ada",
        "a.d_a:-1",
        "request",
        "ids",
        "select",
        "counts",
        "replayed",
        "edit",
        "00",
        "ndjson",
    ];

    private static readonly Gen<string> Texts = Gen.Elements(
        "KEY",
        "user_pubkey == 'KEY'",
        "user_pubkey == \"KEY\" || id == 'KEY'",
        "contains(['KEY','KEY-2'], user_pubkey)",
        "KEY-2",
        "KEY.x",
        "_KEY",
        "of-KEY:1",
        "letters-of-KEY.ndjson",
        "id == 'xKEY' || id == 'KEYx'",
        "KEYKEY",
        "other",
        ""
    );

    private static readonly Gen<ReplayState> States =
        from texts in Texts.ArrayOf(8)
        from window in Texts.ListOf()
        select new ReplayState
        {
            Request = new ReplayRequest
            {
                Select = new LetterSelection
                {
                    Codes = [texts[0]],
                    Ids = [texts[1], texts[2]],
                    Where = texts[3],
                    Since = World.Start,
                },
                File = texts[4],
                To = texts[5],
                Edit = new JsonObject
                {
                    [texts[6]] = texts[7],
                    ["KEY "] = new JsonArray(texts[0], 1),
                    ["in"] = "KEY",
                },
            },
            Counts = new ReplayCounts
            {
                Replayed = 7,
                Stayed = new Dictionary<string, int> { ["KEY"] = 1 },
            },
            Window = [.. window],
        };

    [Fact]
    public void Names_and_other_keys_stay_the_key_goes_and_the_record_can_still_be_read() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(200),
            Prop.ForAll(
                Gen.Zip(States, Gen.Elements(Keys)).ToArbitrary(),
                pair => Rig.Run(rig => HoldsAsync(rig, pair.Item1.ToDetails().ToJsonString(), pair.Item2))
            )
        );

    private static async Task HoldsAsync(Rig rig, string template, string key)
    {
        var desk = new Desk(rig);
        var details = JsonNode.Parse(template.Replace("KEY", key, StringComparison.Ordinal))!.AsObject();
        // An item's key, which is no person's.
        details[AuditRecord.Place] = new JsonObject { ["partition"] = $"CARD#{key}", ["sort"] = key };
        var before = desk.Audit.Begin("dlq replay", "events-dlq", Desk.By) with { Details = details };
        await desk.Audit.WriteAsync(before with { Outcome = Outcomes.Interrupted }, Desk.None);

        await desk.EraseAsync(key);

        var after = (await desk.RecordsAsync()).Single(record => record.Id == before.Id).Details;
        Assert.Equal(Shape(details), Shape(after));
        Assert.True(JsonNode.DeepEquals(details[AuditRecord.Place], after[AuditRecord.Place]));
        Assert.NotNull(ReplayState.FromDetails(after));
        after.Remove(AuditRecord.Place);
        details.Remove(AuditRecord.Place);
        foreach (var (was, now) in Strings(details).Zip(Strings(after)))
        {
            Assert.NotEqual(key, now);
            Assert.DoesNotContain($"'{key}'", now, StringComparison.Ordinal);
            Assert.DoesNotContain($"\"{key}\"", now, StringComparison.Ordinal);
            // Only the key itself has changed.
            Assert.Equal(was, now.Replace(Subjects.User(key), key, StringComparison.Ordinal));
            foreach (var other in (string[])[$"{key}-2", $"{key}.x", $"_{key}", $"x{key}", $"{key}x", $"of-{key}"])
                Assert.Equal(
                    was.Contains(other, StringComparison.Ordinal),
                    now.Contains(other, StringComparison.Ordinal)
                );
        }
    }

    // The names of members, wherever they are.
    private static string Shape(JsonNode? node) =>
        node switch
        {
            JsonObject members =>
                $"{{{string.Join(',', members.Select(member => $"{member.Key}:{Shape(member.Value)}"))}}}",
            JsonArray elements => $"[{string.Join(',', elements.Select(Shape))}]",
            _ => "",
        };

    private static IEnumerable<string> Strings(JsonNode? node) =>
        node switch
        {
            JsonObject members => members.SelectMany(member => Strings(member.Value)),
            JsonArray elements => elements.SelectMany(Strings),
            JsonValue value when value.TryGetValue<string>(out var text) => [text],
            _ => [],
        };
}
