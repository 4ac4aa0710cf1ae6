using System.Diagnostics;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Tracing;

/// <summary>
/// The trace that a message belongs to, as its sender left it beside the message: in the attributes <c>traceparent</c> and
/// <c>tracestate</c> (W3C Trace Context), or else in the system attribute <c>AWSTraceHeader</c> (X-Ray).
/// </summary>
public static class TraceContext
{
    public const string ParentAttribute = "traceparent";
    public const string StateAttribute = "tracestate";

    /// <summary>Reads it; the default value if there is none, or none that is valid.</summary>
    public static ActivityContext Of(ReceivedMessage message)
    {
        if (message.Attributes.Count > 0 && message.Attributes.TryGetValue(ParentAttribute, out var parent))
        {
            var state = message.Attributes.GetValueOrDefault(StateAttribute)?.Text;
            if (Of(parent.Text, state) is var context && context != default)
                return context;
        }
        return message.TraceHeader is { } header ? XRayHeader.Read(header) : default;
    }

    /// <summary>Reads the two values of W3C Trace Context; the default value if they are not valid.</summary>
    public static ActivityContext Of(string? parent, string? state) =>
        ActivityContext.TryParse(parent, state, isRemote: true, out var context) ? context : default;

    /// <summary>The value of <c>traceparent</c> by which others continue a trace.</summary>
    public static string ParentOf(ActivityContext context) =>
        $"00-{context.TraceId.ToHexString()}-{context.SpanId.ToHexString()}-{(byte)context.TraceFlags & 1:x2}";

    /// <summary>The attributes by which others continue a trace; none if there is no trace.</summary>
    public static IReadOnlyDictionary<string, MessageAttribute> ToAttributes(ActivityContext context)
    {
        if (context == default)
            return OutgoingMessage.NoAttributes;
        var attributes = new Dictionary<string, MessageAttribute>
        {
            [ParentAttribute] = MessageAttribute.String(ParentOf(context)),
        };
        if (!string.IsNullOrEmpty(context.TraceState))
            attributes[StateAttribute] = MessageAttribute.String(context.TraceState);
        return attributes;
    }
}
