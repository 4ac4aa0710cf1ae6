using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;
using LoopWorker.Loop.Events.Setup;
using LoopWorker.Loop.Events.Types.PosTransactions;
using LoopWorker.Loop.Notifications;
using LoopWorker.Loop.Tests.Events.Reading;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages.Reading;
using LoopWorker.Messages.Types;
using LoopWorker.Messages.Types.PosTransactions;
using LoopWorker.Messages.Types.Vaults;
using LoopWorker.Testing.Schemas;

namespace LoopWorker.Loop.Tests.Events.Schemas;

/// <summary>Holds docs/messages against what the readers do.</summary>
public sealed class SchemaTests
{
    // The largest values are 64 Ki characters of 12 bytes each.
    private static readonly EventReader Reader = new(maxBodyBytes: 2_000_000);

    private static readonly Dictionary<string, string> Payloads = new(Samples.Payloads)
    {
        [SetupTypes.CardLink] = """{"card_fingerprint":"f","user_pubkey":"u","card_last4":"4242"}""",
        [SetupTypes.Preferences] = """
            {"user_pubkey":"u","preferences":{"auto_stake":true,"default_duration_days":90,"auto_compound":true,
             "compound_threshold":1,"risk_tolerance":"balanced","notifications":{"on_capture":true,"on_stake":true,
             "on_yield":true,"on_unlock":true,"min_notify_amount":1}}}
            """,
    };

    public static TheoryData<string> Types => [.. Payloads.Keys];

    public static TheoryData<string> EventTypesOnly => [.. Samples.Payloads.Keys];

    [Theory]
    [MemberData(nameof(EventTypesOnly))]
    public void A_schema_names_the_fields_that_are_read(string type)
    {
        Assert.Equal(MessageTypes.Standard.Find(type)?.Fields.All, SchemaFiles.Load(type).Names("properties"));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_schema_names_the_fields_of_the_sample_and_no_others(string type)
    {
        using var sample = JsonDocument.Parse(Payloads[type]);

        Assert.Equal(Paths(sample.RootElement, ""), SchemaPaths(SchemaFiles.Load(type), ""));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Schema_and_reader_accept_and_refuse_the_same(string type)
    {
        var schema = SchemaFiles.Compile(type);
        using var sample = JsonDocument.Parse(Payloads[type]);
        Assert.True(Agree(schema, type, Payloads[type]));
        var refused = 0;
        foreach (var path in Paths(sample.RootElement, ""))
        {
            foreach (var json in FieldValues.All.Prepend(null))
            {
                var payload = Samples.With(Payloads[type], path, json);
                refused += Agree(schema, type, payload) ? 0 : 1;
            }
        }

        Assert.NotEqual(0, refused);
    }

    // By the pattern alone: what evaluates "format" here throws in the years around 0.
    [Theory]
    [InlineData("0000-01-01T00:00:00Z", false)]
    [InlineData("0000-02-29T00:00:00-01:00", false)]
    [InlineData("0001-01-01T00:00:00Z", true)]
    [InlineData("0001-01-01T00:00:00+05:00", true)]
    [InlineData("0100-01-01T00:00:00Z", true)]
    [InlineData("1000-01-01T00:00:00Z", true)]
    public void Schema_and_reader_know_the_same_years(string time, bool accepted) =>
        Assert.All(
            Samples.Payloads,
            payload =>
            {
                var field = SchemaFiles.Load(payload.Key).GetProperty("properties").GetProperty("occurred_at");
                var pattern = field.GetProperty("pattern").GetString()!;
                Assert.Equal(accepted, Regex.IsMatch(time, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)));
                Assert.Equal(accepted, Accepts(payload.Key, Samples.With(payload.Value, "occurred_at", $"\"{time}\"")));
            }
        );

    [Fact]
    public void Schema_and_reader_know_the_same_currencies()
    {
        var schema = SchemaFiles.Load(PosTransactionMessage.WireName).GetProperty("properties").GetProperty("currency");
        var listed = schema.Names("enum").Where(code => code is not null).ToHashSet(StringComparer.Ordinal);
        var letters = Enumerable.Range('A', 26).Select(letter => (char)letter).ToList();
        var codes = letters.SelectMany(one => letters.SelectMany(two => letters.Select(three => $"{one}{two}{three}")));

        Assert.Equal(
            listed,
            codes
                .Where(code =>
                    Accepts(
                        PosTransactionMessage.WireName,
                        Samples.With(Payloads[PosTransactionMessage.WireName], "currency", $"\"{code}\"")
                    )
                )
                .ToHashSet(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void The_notification_has_the_fields_of_the_design()
    {
        var schema = SchemaFiles.Load(Notification.WireName);

        Assert.Equal(
            ["id", "user_pubkey", "kind", "amount", "summary", "merchant_id", "occurred_at"],
            schema.Names("properties")
        );
        var written = NotificationRules
            .Build(PosTransactionType.CaptureNotification, Make.Sale(), "u1", 5)
            .ToCloudEvent("/s");
        Assert.Equal(
            schema.Names("properties"),
            JsonDocument.Parse(written).RootElement.GetProperty("data").EnumerateObject().Select(member => member.Name)
        );
        Assert.DoesNotContain("merchant_id", schema.Names("required"));
        var compiled = SchemaFiles.Compile(Notification.WireName);
        Assert.True(IsNotification(compiled, "capture:sq_1", "1000000000"));
        Assert.True(IsNotification(compiled, "unlock:v-1", "18446744073709551615"));
        Assert.False(IsNotification(compiled, "sq_1", "1"));
        Assert.False(IsNotification(compiled, "capture:sq_1", "-1"));
    }

    [Fact]
    public void The_asyncapi_document_refers_to_each_message_by_its_name_and_schema()
    {
        var document = File.ReadAllText(Path.Combine(SchemaFiles.Folder, "asyncapi.yaml"));

        Assert.StartsWith("asyncapi: 3.", document, StringComparison.Ordinal);
        foreach (var type in Samples.Payloads.Keys)
        {
            Assert.Contains($"name: {type}\n", document, StringComparison.Ordinal);
            Assert.Contains($"$ref: ./{type}.schema.json\n", document, StringComparison.Ordinal);
        }
        Assert.Contains($"name: {Notification.WireName}\n", document, StringComparison.Ordinal);
        Assert.Contains($"$ref: ./{Notification.WireName}.envelope.schema.json\n", document, StringComparison.Ordinal);
    }

    // What generators of documents print as undefined or "" where it is missing.
    [Fact]
    public void The_asyncapi_document_gives_each_channel_an_address_and_each_part_a_title()
    {
        var document = File.ReadAllText(Path.Combine(SchemaFiles.Folder, "asyncapi.yaml"));

        foreach (var section in new[] { "servers", "channels", "operations" })
        foreach (var part in PartsOf(document, $"\n{section}:\n", "  "))
            Assert.Contains("\n    title: ", part, StringComparison.Ordinal);
        foreach (var channel in PartsOf(document, "\nchannels:\n", "  "))
            Assert.Matches("\n    address: loop-[a-z]+\n", channel);
        foreach (var message in PartsOf(document, "\n  messages:\n", "    "))
            Assert.Matches("\n      title: .+\n      summary: .+\n      contentType: application/json\n", message);
    }

    // The parts of a section, each from its name on; they are indented by so much.
    private static List<string> PartsOf(string document, string section, string indent)
    {
        var parts = new List<string>();
        foreach (var line in document.Split(section, 2)[1].Split('\n'))
            if (line.Length > 0 && !line.StartsWith(indent, StringComparison.Ordinal))
                break;
            else if (line.Length > indent.Length && line[indent.Length] != ' ')
                parts.Add(line + '\n');
            else if (parts.Count > 0)
                parts[^1] += line + '\n';
        Assert.NotEmpty(parts);
        return parts;
    }

    [Fact]
    public void The_examples_of_the_four_envelopes_are_read_as_the_same_event()
    {
        var document = File.ReadAllText(Path.Combine(SchemaFiles.Folder, "README.md"));
        var examples = document.Split("```json\n")[1..].Select(block => block.Split("```")[0]).ToList();
        var at = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        Assert.Equal(4, examples.Count);
        foreach (var example in examples[..3])
            Assert.Equal(new VaultYield("v-1", "5A7EYKTZ", 1_500_000_000, at), Samples.ReadAs<VaultYield>(example));
        Assert.Equal(
            new VaultUnlock("v-1", "5A7EYKTZ", 1_500_000_000, at),
            Samples.ReadAs<VaultUnlock>(examples[3], VaultUnlockMessage.WireName)
        );
    }

    [Fact]
    public void A_misspelt_keyword_is_refused() =>
        Assert.Throws<JsonSchemaException>(() => SchemaText.Parse("""{"maximun":2}"""));

    private static bool Agree(JsonSchema schema, string type, string payload)
    {
        using var document = JsonDocument.Parse(payload);
        var valid = schema.Accepts(document.RootElement);
        var shown = payload.Length > 2_000 ? payload[..2_000] : payload;
        Assert.True(valid == Accepts(type, payload), $"The schema says {valid}, the reader {!valid}: {shown}");
        return valid;
    }

    private static bool Accepts(string type, string payload) =>
        SetupLineReader.TryRead(Samples.Line(type, payload), out var line)
            ? line.Succeeded
            : Reader.Read(payload, Samples.NoAttributes, type, Samples.Now).Succeeded;

    private static bool IsNotification(JsonSchema schema, string id, string amount)
    {
        using var data = JsonDocument.Parse(
            $$"""
            {"id":"{{id}}","user_pubkey":"u","kind":"capture","amount":{{amount}},"summary":"s","merchant_id":null,
             "occurred_at":"2026-03-01T12:00:00Z"}
            """
        );
        return schema.Accepts(data.RootElement);
    }

    private static IEnumerable<string> Paths(JsonElement value, string prefix) =>
        value
            .EnumerateObject()
            .SelectMany(member =>
                member.Value.ValueKind == JsonValueKind.Object
                    ? Paths(member.Value, $"{prefix}{member.Name}.").Prepend(prefix + member.Name)
                    : [prefix + member.Name]
            );

    private static IEnumerable<string> SchemaPaths(JsonElement schema, string prefix) =>
        schema.TryGetProperty("properties", out var properties)
            ? properties
                .EnumerateObject()
                .SelectMany(member =>
                    SchemaPaths(member.Value, $"{prefix}{member.Name}.").Prepend(prefix + member.Name)
                )
            : [];
}
