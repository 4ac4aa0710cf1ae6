using System.Diagnostics;
using System.Text.Json;
using FsCheck.Fluent;
using LoopWorker.Loop.Tests.Events.Reading;
using LoopWorker.Loop.Tests.Events.Schemas;
using LoopWorker.Messages;
using LoopWorker.Messages.Types;
using LoopWorker.Messages.Types.Vaults;
using LoopWorker.Messages.Writing;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Tracing;

namespace LoopWorker.Loop.Tests.Events.Writing;

public sealed class EventWriterTests
{
    private static readonly EventWriter CloudEvents = EventWriter.CloudEvents("/pos/square");
    private static readonly VaultYield Yield = new("v-1", "5A7EYKTZ", 1_500_000_000, Samples.Now);

    private static readonly ActivityContext Trace = new(
        ActivityTraceId.CreateFromString("4bf92f3577b34da6a3ce929d0e0e4736"),
        ActivitySpanId.CreateFromString("00f067aa0ba902b7"),
        ActivityTraceFlags.Recorded,
        "vendor=1"
    );

    [Fact]
    public void What_is_written_is_read_as_the_same_event() =>
        Property.Holds(
            EventGenerators.Valid,
            loopEvent =>
            {
                foreach (var writer in new[] { EventWriter.Bare, CloudEvents })
                {
                    var result = Read(writer.Write(loopEvent));
                    Assert.True(result.Event is not null, result.Failure?.Detail);
                    Assert.Equal(loopEvent, result.Event);
                }
            }
        );

    // Never another event: a rule that is broken is said, whatever it takes to write it.
    [Fact]
    public void What_breaks_a_rule_is_refused_or_read_as_the_same_event() =>
        Property.Holds(
            EventGenerators.Any,
            loopEvent =>
            {
                var result = Read(CloudEvents.Write(loopEvent));
                Assert.True(result.Event is null || result.Event == loopEvent, "It is read as another event.");
            }
        );

    [Fact]
    public void What_is_written_keeps_the_schema_of_its_type()
    {
        var schemas = MessageTypes.Standard.All.ToDictionary(type => type.Name, type => SchemaFiles.Compile(type.Name));
        Property.Holds(
            EventGenerators.Valid.Where(IsInYearsThatTheValidatorKnows),
            loopEvent =>
            {
                using var payload = JsonDocument.Parse(EventWriter.PayloadOf(loopEvent));
                Assert.True(
                    schemas[loopEvent.WireType.Name].Accepts(payload.RootElement),
                    payload.RootElement.ToString()
                );
            }
        );
    }

    [Fact]
    public void A_queue_takes_every_character_that_is_written() =>
        Property.Holds(
            EventGenerators.Valid,
            loopEvent => Assert.DoesNotContain(CloudEvents.Write(loopEvent).Body, IsRefusedByAQueue)
        );

    [Fact]
    public void A_cloud_event_has_the_members_that_AWS_Messaging_writes() =>
        Assert.Equal(
            """{"id":"ee65cc02f8bdb6d9c6cc7880c605cb2e","source":"/pos/square","specversion":"1.0","type":"loop.vault.yield.v1","time":"2026-03-01T12:00:00Z","datacontenttype":"application/json","data":{"event_id":"v-1","user_pubkey":"5A7EYKTZ","amount":1500000000,"occurred_at":"2026-03-01T12:00:00Z"}}""",
            CloudEvents.Write(Yield).Body
        );

    [Fact]
    public void A_bare_payload_has_its_type_beside_it()
    {
        var message = EventWriter.Bare.Write(Yield);
        Assert.Equal(
            """{"event_id":"v-1","user_pubkey":"5A7EYKTZ","amount":1500000000,"occurred_at":"2026-03-01T12:00:00Z"}""",
            message.Body
        );
        Assert.Equal("loop.vault.yield.v1", Assert.Single(message.Attributes).Value.Text);
    }

    [Fact]
    public void The_trace_is_found_by_the_worker_in_either_envelope()
    {
        Assert.Equal(Trace, WithoutRemote(Read(CloudEvents.Write(Yield, Trace)).Trace));
        var bare = EventWriter.Bare.Write(Yield, Trace);
        var received = new ReceivedMessage("id", "handle", bare.Body) { Attributes = bare.Attributes };
        Assert.Equal(Trace, WithoutRemote(TraceContext.Of(received)));
    }

    [Fact]
    public void A_source_is_needed() => Assert.Throws<ArgumentException>(() => EventWriter.CloudEvents(""));

    private static LoopWorker.Messages.Reading.ReadResult Read(OutgoingMessage message) =>
        Samples.Reader.Read(message.Body, message.Attributes, null, Samples.Now);

    // What evaluates "format" throws in the years around 0.
    private static bool IsInYearsThatTheValidatorKnows(LoopEvent loopEvent) =>
        loopEvent.OccurredAt.UtcDateTime.Year > 101;

    // Source: Amazon SQS API Reference, SendMessage, MessageBody.
    private static bool IsRefusedByAQueue(char character) =>
        character is < ' ' and not ('\t' or '\n' or '\r') or >= '\uD800' and < '\uE000' or '\uFFFE' or '\uFFFF';

    private static ActivityContext WithoutRemote(ActivityContext context) =>
        new(context.TraceId, context.SpanId, context.TraceFlags, context.TraceState);
}
