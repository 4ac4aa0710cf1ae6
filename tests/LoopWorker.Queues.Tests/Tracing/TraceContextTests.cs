using System.Diagnostics;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Tracing;

namespace LoopWorker.Queues.Tests.Tracing;

public sealed class TraceContextTests
{
    private const string Parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private const string XRay = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

    [Fact]
    public void The_attributes_of_W3C_are_read_and_written()
    {
        var context = TraceContext.Of(Message(Parent, "vendor=value"));
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", context.TraceId.ToHexString());
        Assert.True(context.IsRemote);
        Assert.Equal(
            [("traceparent", Parent), ("tracestate", "vendor=value")],
            TraceContext.ToAttributes(context).Select(pair => (pair.Key, pair.Value.Text!))
        );
    }

    [Fact]
    public void Without_a_trace_nothing_is_written() => Assert.Empty(TraceContext.ToAttributes(default));

    [Theory]
    [InlineData(XRay, ActivityTraceFlags.Recorded)]
    [InlineData(
        "Parent=53995c3f42cd8ad8; Sampled=0; Root=1-5759e988-bd862e3fe1be46a994272793;Lineage=a:1",
        ActivityTraceFlags.None
    )]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8", ActivityTraceFlags.None)]
    public void The_header_of_X_Ray_is_read(string header, ActivityTraceFlags flags)
    {
        var context = TraceContext.Of(Message(header: header));
        Assert.Equal("5759e988bd862e3fe1be46a994272793", context.TraceId.ToHexString());
        Assert.Equal(("53995c3f42cd8ad8", flags), (context.SpanId.ToHexString(), context.TraceFlags));
    }

    [Fact]
    public void The_attributes_come_before_the_header()
    {
        Assert.Equal(TraceContext.Of(Parent, null), TraceContext.Of(Message(Parent, header: XRay)));
        Assert.Equal(TraceContext.Of(Message(header: XRay)), TraceContext.Of(Message("broken", header: XRay)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a994272793")]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a99427279Z;Parent=53995c3f42cd8ad8")]
    [InlineData("Root=2-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8")]
    [InlineData("Root=1-00000000-000000000000000000000000;Parent=53995c3f42cd8ad8")]
    [InlineData("Root;Parent;=;;")]
    public void What_names_no_trace_and_span_is_none(string header) =>
        Assert.Equal(default, TraceContext.Of(Message(header: header)));

    private static ReceivedMessage Message(string? parent = null, string? state = null, string? header = null)
    {
        var attributes = new Dictionary<string, MessageAttribute>();
        if (parent is not null)
            attributes["traceparent"] = MessageAttribute.String(parent);
        if (state is not null)
            attributes["tracestate"] = MessageAttribute.String(state);
        return new ReceivedMessage("id", "handle", "body") { Attributes = attributes, TraceHeader = header };
    }
}
