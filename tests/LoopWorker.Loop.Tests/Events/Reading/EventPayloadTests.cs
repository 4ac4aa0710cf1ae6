using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LoopWorker.Messages.Reading;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Loop.Tests.Events.Reading;

public sealed class EventPayloadTests
{
    private const string Payload = """{"event_id":"y1","amount":18446744073709551615,"n":1.10}""";
    private const string Type = "loop.vault.yield.v1";

    private static readonly string Base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(Payload));

    public static TheoryData<string> Envelopes =>
        [
            $$"""{"specversion":"1.0","id":"1","type":"{{Type}}","data":{{Payload}},"x":1.10}""",
            $$"""{"type":"{{Type}}","data":{{Quoted(Payload)}}}""",
            $$"""{"specversion":"1.0","type":"{{Type}}","data_base64":"{{Base64}}"}""",
            $$"""{"version":"0","detail-type":"{{Type}}","detail":{{Payload}}}""",
            $$"""{"Type":"Notification","Message":{{Quoted($$"""{"type":"{{Type}}","data":{{Payload}}}""")}}}""",
            """{"Type":"Notification","Message":"""
                + Quoted(Payload)
                + ""","MessageAttributes":{"type":{"Type":"String","Value":"loop.vault.yield.v1"}}}""",
        ];

    [Theory]
    [MemberData(nameof(Envelopes))]
    public void The_payload_is_found_in_every_envelope_and_its_numbers_stay_as_they_are_written(string body)
    {
        var found = EventPayload.Of(body, new Dictionary<string, MessageAttribute>(), defaultType: null);

        Assert.Equal((Type, Payload), (found!.Value.Type, found.Value.Content.GetRawText()));
    }

    [Theory]
    [MemberData(nameof(Envelopes))]
    public void Another_payload_takes_its_place_and_all_around_it_stays(string body)
    {
        var none = new Dictionary<string, MessageAttribute>();
        var same = EventPayload.Replace(body, none, defaultType: null, payload => JsonNode.Parse(payload.GetRawText()));
        var other = EventPayload.Replace(body, none, defaultType: null, _ => new JsonObject { ["é"] = "=1" });

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(body), JsonNode.Parse(same!)), same);
        var changed = EventPayload.Of(other!, none, defaultType: null)!.Value;
        Assert.Equal((Type, """{"é":"=1"}"""), (changed.Type, changed.Content.GetRawText()));
    }

    [Fact]
    public void A_bare_payload_is_its_own_and_has_the_type_that_is_named_beside_it()
    {
        var attributes = new Dictionary<string, MessageAttribute> { ["type"] = MessageAttribute.String(Type) };

        Assert.Equal(Type, EventPayload.Of(Payload, attributes, "other")?.Type);
        Assert.Equal("other", EventPayload.Of(Payload, new Dictionary<string, MessageAttribute>(), "other")?.Type);
        Assert.Equal("7", EventPayload.Replace(Payload, attributes, null, _ => 7));
    }

    [Theory]
    [InlineData("""{"specversion":"1.0","type":"loop.vault.yield.v1","data":7}""")]
    [InlineData("""{"specversion":"2.0","type":"loop.vault.yield.v1","data":{}}""")]
    [InlineData("""{"Type":"Notification","Message":"not JSON"}""")]
    [InlineData("[1]")]
    public void What_cannot_be_opened_is_the_payload_itself(string body) =>
        Assert.Equal(
            body,
            EventPayload.Of(body, new Dictionary<string, MessageAttribute>(), null)?.Content.GetRawText()
        );

    [Theory]
    [InlineData("not JSON")]
    [InlineData("")]
    [InlineData("\uD800")]
    public void A_body_that_is_not_JSON_has_none(string body)
    {
        var none = new Dictionary<string, MessageAttribute>();
        Assert.Null(EventPayload.Of(body, none, defaultType: null));
        Assert.Null(EventPayload.Replace(body, none, defaultType: null, _ => new JsonObject()));
    }

    private static string Quoted(string json) => JsonSerializer.Serialize(json);
}
