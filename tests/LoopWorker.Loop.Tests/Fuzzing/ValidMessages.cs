using System.Text.Json.Nodes;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages;
using LoopWorker.Messages.Types.GeofenceCrossings;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Loop.Tests.Fuzzing;

/// <summary>Messages that are right: every type of event in every envelope.</summary>
internal static class ValidMessages
{
    private static readonly Dictionary<string, MessageAttribute> NoAttributes = [];

    public static FuzzMessage Make(Random random, int number)
    {
        var loopEvent = Event(random, number);
        var message = JsonNode.Parse(Tests.Support.Make.Message(loopEvent))!.AsObject();
        var data = message["data"]!.AsObject();
        var (body, attributes) = random.Next(8) switch
        {
            0 => (Bare(data), TypeOf(loopEvent)),
            1 => (Sns(Bare(data), loopEvent.WireType.Name), NoAttributes),
            2 => (Sns(message.ToJsonString(), type: null), NoAttributes),
            3 => (EventBridge(loopEvent.WireType.Name, data.DeepClone()), NoAttributes),
            4 => (EventBridge("anything", message.DeepClone()), NoAttributes),
            5 => (Sns(EventBridge(loopEvent.WireType.Name, data.DeepClone()), type: null), NoAttributes),
            6 => (WithDataAsString(message), NoAttributes),
            _ => (message.ToJsonString(), NoAttributes),
        };
        return new FuzzMessage(body, attributes, loopEvent);
    }

    private static LoopEvent Event(Random random, int number)
    {
        var user = $"u{random.Next(20)}";
        return random.Next(6) switch
        {
            0 => Tests.Support.Make.Crossing((Transition)random.Next(3), $"g{number}", user),
            1 => Tests.Support.Make.Yield($"y{number}", user, (ulong)random.NextInt64()),
            2 => Tests.Support.Make.Unlock($"l{number}", user, (ulong)random.NextInt64()),
            // The cards from 15 on are linked to no user.
            _ => Tests.Support.Make.Sale($"t{number}", $"fp{random.Next(20)}", random.Next(1, 100_000)),
        };
    }

    private static string Bare(JsonObject data) => data.ToJsonString();

    private static Dictionary<string, MessageAttribute> TypeOf(LoopEvent loopEvent) =>
        new() { ["type"] = MessageAttribute.String(loopEvent.WireType.Name) };

    private static string Sns(string message, string? type)
    {
        var envelope = new JsonObject
        {
            ["Type"] = "Notification",
            ["MessageId"] = "1",
            ["TopicArn"] = "arn:aws:sns:us-east-1:1:t",
            ["Message"] = message,
        };
        if (type is not null)
            envelope["MessageAttributes"] = new JsonObject
            {
                ["type"] = new JsonObject { ["Type"] = "String", ["Value"] = type },
            };
        return envelope.ToJsonString();
    }

    private static string EventBridge(string type, JsonNode detail) =>
        new JsonObject
        {
            ["version"] = "0",
            ["detail-type"] = type,
            ["source"] = "tests",
            ["detail"] = detail,
        }.ToJsonString();

    private static string WithDataAsString(JsonObject message)
    {
        var copy = message.DeepClone().AsObject();
        copy["data"] = copy["data"]!.ToJsonString();
        return copy.ToJsonString();
    }
}
