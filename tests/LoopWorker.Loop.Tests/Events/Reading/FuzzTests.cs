using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Loop.Events.Setup;
using LoopWorker.Loop.Tests.Fuzzing;
using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Reading;
using LoopWorker.Messages.Types.Vaults;

namespace LoopWorker.Loop.Tests.Events.Reading;

public sealed class FuzzTests
{
    private const string Mark = "zqxj";

    private static readonly string[] Seeds =
    [
        .. Samples.Payloads.Select(pair => Samples.Line(pair.Key, pair.Value)),
        .. Samples.Payloads.Select(pair => Samples.Line(pair.Key, JsonSerializer.Serialize(pair.Value))),
        $$"""{"Type":"Notification","Message":{{JsonSerializer.Serialize(Samples.Vault)}},"MessageAttributes":{"type":{"Type":"String","Value":"loop.vault.yield.v1"} } }""",
        $$"""{"detail-type":"loop.geofence.crossing.v1","detail":{{Samples.Crossing}}}""",
        Samples.Vault,
        """{"type":"loop.card.link.v1","data":{"card_fingerprint":"f","user_pubkey":"u","card_last4":"1234"}}""",
        """{"type":"loop.preferences.v1","data":{"user_pubkey":"u","preferences":{"auto_stake":true,"notifications":{"on_yield":false}}}}""",
    ];

    private static readonly HashSet<string> Codes =
    [
        .. typeof(FailureCodes)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetValue(null)!),
    ];

    private static Config Tests(int count) => Config.QuickThrowOnFailure.WithMaxTest(count);

    [Fact]
    public void Reading_a_mutated_message_never_throws_and_says_one_thing()
    {
        Check.One(
            Tests(20_000),
            Prop.ForAll(
                RandomText(Mutated),
                body =>
                    SaysOneThing(Samples.Read(body))
                    && SaysOneThing(Samples.Read(body, VaultYieldMessage.WireName))
                    && Setup(body)
            )
        );
    }

    [Fact]
    public void Reading_arbitrary_text_never_throws_and_says_one_thing()
    {
        Check.One(
            Tests(5_000),
            Prop.ForAll(
                ArbMap.Default.ArbFor<string>(),
                text => text is null || (SaysOneThing(Samples.Read(text)) && Setup(text))
            )
        );
    }

    [Fact]
    public void Every_truncation_of_every_message_is_refused_as_no_json()
    {
        foreach (var seed in Seeds)
        {
            for (var length = 0; length < seed.Length; length++)
                Assert.Equal(FailureCodes.InvalidJson, Samples.Read(seed[..length]).Failure?.Code);
        }
    }

    [Fact]
    public void Details_never_hold_the_strings_that_were_found()
    {
        Check.One(
            Tests(5_000),
            Prop.ForAll(
                RandomText(Marked),
                body =>
                {
                    var failure = SetupLineReader.TryRead(body, out var line)
                        ? line.Failure
                        : Samples.Read(body).Failure;
                    return failure?.Detail.Contains(Mark, StringComparison.Ordinal) != true;
                }
            )
        );
    }

    private static Arbitrary<string> RandomText(Func<Random, string> make) =>
        Gen.Choose(0, int.MaxValue - 1).Select(seed => make(new Random(seed))).ToArbitrary();

    /// <summary>A message in which one or two values became a marked string.</summary>
    private static string Marked(Random random)
    {
        var root = JsonNode.Parse(Seeds[random.Next(Seeds.Length)])!;
        var values = Values(root).ToList();
        for (var change = random.Next(1, 3); change > 0; change--)
        {
            var value = values[random.Next(values.Count)];
            if (value.Parent is not null)
                value.ReplaceWith($"{Mark}#\u0001{new string('x', random.Next(300))}");
        }
        return root.ToJsonString();
    }

    private static bool SaysOneThing(ReadResult result) =>
        result.Failure is null ? result.Event is not null : result.Event is null && Codes.Contains(result.Failure.Code);

    private static bool Setup(string text) =>
        !SetupLineReader.TryRead(text, out var result)
        || (
            result.Failure is null
                ? result.Line is not null
                : result.Line is null && Codes.Contains(result.Failure.Code)
        );

    private static string Mutated(Random random) => JsonMutations.Text(random, Seeds[random.Next(Seeds.Length)]);

    private static IEnumerable<JsonNode> Values(JsonNode root) =>
        root is JsonObject members
            ? members.Select(member => member.Value).OfType<JsonNode>().SelectMany(value => Values(value).Append(value))
            : [];
}
