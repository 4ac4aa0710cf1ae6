using System.Diagnostics;
using System.Text.Json;
using LoopWorker.Loop.Telemetry;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Tracing;

namespace LoopWorker.Loop.Tests.Telemetry;

public sealed class SpanTests
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    [Fact]
    public void Without_a_listener_the_trace_of_the_envelope_goes_on_with_the_notification() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            rig.StartWorker();
            await rig.SendBodiesAsync(Traced("s1", "01"));
            await rig.DrainAsync();

            Assert.Equal($"00-{TraceId}-00f067aa0ba902b7-01", TraceOf(Assert.Single(rig.Notifications.Snapshot())));
        });

    [Fact]
    public void What_is_not_sampled_has_no_spans_and_keeps_its_trace() =>
        Rig.Run(async rig =>
        {
            using var listening = new Listening(sampled: false);
            await rig.LinkAsync("fp1", "u1");
            rig.StartWorker(spans: listening.Spans, observers: [listening.Commits]);
            await rig.SendBodiesAsync(Traced("s1", "00"));
            await rig.DrainAsync();

            Assert.All(listening.Ended, span => Assert.Equal(ActivityKind.Consumer, span.Kind));
            Assert.All(listening.Ended, span => Assert.Empty(span.TagObjects));
            var trace = TraceOf(Assert.Single(rig.Notifications.Snapshot()));
            Assert.StartsWith($"00-{TraceId}-", trace, StringComparison.Ordinal);
            Assert.EndsWith("-00", trace, StringComparison.Ordinal);
        });

    [Fact]
    public void A_commit_that_serves_several_events_is_linked_with_all_of_them() =>
        Rig.Run(async rig =>
        {
            using var listening = new Listening(sampled: true);
            // A message lies in a stage with others: what runs there belongs to none of them, nor they to it.
            using var ambient = new Activity("ambient").Start();
            await rig.SendAsync(Make.Yield("y1", "u1"), Make.Yield("y2", "u2"), Make.Yield("y3", "u2"));
            rig.StartWorker(spans: listening.Spans, observers: [listening.Commits]);
            await rig.DrainAsync();

            var processing = listening.Ended.Where(span => span.Kind == ActivityKind.Consumer).ToList();
            var commit = Assert.Single(listening.Ended, span => span.DisplayName == "commit table");
            Assert.Equal(3, processing.Count);
            Assert.Equal(
                processing.Select(span => span.SpanId.ToHexString()).Order(),
                commit.Links.Select(link => link.Context.SpanId.ToHexString()).Order()
            );
            Assert.All(processing, span => Assert.Contains(span.Links, link => link.Context == commit.Context));
            Assert.Contains(processing, span => span.SpanId == commit.ParentSpanId);
            Assert.Equal(2, commit.GetTagItem("loopworker.commit.users"));
            Assert.All(processing, span => Assert.Equal(default, span.ParentSpanId));
            Assert.Same(ambient, Activity.Current);
        });

    private static string Traced(string id, string flags)
    {
        var sale = Make.Message(Make.Sale(id, "fp1"));
        return $$"""{"traceparent":"00-{{TraceId}}-00f067aa0ba902b7-{{flags}}",{{sale[1..]}}""";
    }

    private static string? TraceOf(ReceivedMessage notification)
    {
        using var envelope = JsonDocument.Parse(notification.Body);
        var inEnvelope = envelope.RootElement.GetProperty("traceparent").GetString();
        Assert.Equal(notification.Attributes["traceparent"].Text, inEnvelope);
        return inEnvelope;
    }

    /// <summary>Listens to spans of its own.</summary>
    private sealed class Listening : IDisposable
    {
        private readonly ActivitySource _source = new("test");
        private readonly ActivityListener _listener;

        public Listening(bool sampled)
        {
            var how = sampled ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.PropagationData;
            _listener = new ActivityListener
            {
                ShouldListenTo = source => ReferenceEquals(source, _source),
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => how,
                ActivityStopped = Ended.Add,
            };
            ActivitySource.AddActivityListener(_listener);
            Spans = new MessageSpans(_source);
            Commits = new CommitSpans(Spans, "table");
        }

        public List<Activity> Ended { get; } = [];

        public MessageSpans Spans { get; }

        public CommitSpans Commits { get; }

        public void Dispose()
        {
            _listener.Dispose();
            _source.Dispose();
        }
    }
}
