using System.Text.Json;
using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Reading.Json;
using LoopWorker.Messages.Types;

namespace LoopWorker.Messages.Reading.Envelopes;

/// <summary>The wording of failures that concern a message as a whole.</summary>
internal static class EnvelopeFailures
{
    private const string Accepted =
        "CloudEvents 1.0 (type and data), an SNS notification, an EventBridge event (detail-type and detail), "
        + "or the bare payload with its type in the message attribute type or in the queue's default type";

    public static Failure NoObject(JsonElement root) =>
        new(FailureCodes.UnknownEnvelope, $"The body is {ValueShape.Of(root)}: expected an object, one of {Accepted}.");

    public static Failure NoType() =>
        new(FailureCodes.UnknownEnvelope, $"The body is an object that names no type: expected one of {Accepted}.");

    public static Failure UnknownType(string type, MessageTypes types) =>
        new(FailureCodes.UnknownType, $"The type is {ValueShape.Of(type)}: expected {types}.");

    public static Failure TooLarge(int bytes, int maximum) =>
        new(
            FailureCodes.TooLarge,
            $"The body is {bytes} bytes or more: expected at most {maximum}. Send it without what the worker does not read."
        );
}
