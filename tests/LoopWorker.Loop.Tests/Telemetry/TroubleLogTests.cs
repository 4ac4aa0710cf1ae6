using LoopWorker.Core.Telemetry;
using LoopWorker.Loop.Health;
using LoopWorker.Loop.Telemetry;
using LoopWorker.Queues.Observing;
using LoopWorker.Tables.Observing;
using LoopWorker.Testing;
using LoopWorker.VirtualTime;

namespace LoopWorker.Loop.Tests.Telemetry;

/// <summary>What is told of trouble with a service, looked at every second.</summary>
public sealed class TroubleLogTests
{
    private readonly VirtualClock _clock = new(DateTimeOffset.UnixEpoch);
    private readonly ListLogger<TroubleLog> _logger = new();
    private readonly List<(int Second, int Event, string Text)> _told = [];
    private readonly ServiceAnswers _answers;
    private readonly TroubleLog _log;

    public TroubleLogTests()
    {
        _answers = new ServiceAnswers(_clock);
        _log = new TroubleLog(_answers, _logger);
    }

    [Fact]
    public void What_is_over_within_seconds_is_none()
    {
        Pass(
            60,
            second =>
            {
                if (second < 4)
                    Call(second < 3 ? TableCallOutcome.Throttled : TableCallOutcome.Answered);
            }
        );
        Assert.Empty(_told);
    }

    [Fact]
    public void Throttling_is_told_when_it_has_lasted_and_when_it_is_over_however_many_calls_it_concerns()
    {
        Pass(
            900,
            second =>
            {
                for (var call = 0; call < 20; call++)
                    Call(second < 600 ? TableCallOutcome.Throttled : TableCallOutcome.Answered);
            }
        );
        Assert.Equal(
            [
                (5, Begun("has given trouble for 5.0 s (Slow): 120 calls refused, 0 unanswered, 0 messages in hand.")),
                (604, Ended("answers again after 599.0 s of trouble (Slow): 12000 calls were refused.")),
            ],
            Told
        );
    }

    [Fact]
    public void Throttling_between_answers_is_one_episode()
    {
        Pass(
            100,
            second =>
            {
                Call(second is < 60 ? TableCallOutcome.Throttled : TableCallOutcome.Conflict);
                Call(TableCallOutcome.Answered);
            }
        );
        Assert.Equal([(5, EventIds.TroubleBegan), (64, EventIds.TroubleEnded)], _told.Select(Kind));
    }

    [Fact]
    public void A_service_that_stands_still_is_told_of_and_that_it_answers_again()
    {
        List<TableCallStart> calls = [];
        Pass(
            100,
            second =>
            {
                if (second is 10 or 12)
                    calls.Add(Begin());
                if (second == 55)
                    calls.ForEach(call => End(call, TableCallOutcome.Answered));
            }
        );
        Assert.Equal(
            [
                (
                    16,
                    Begun("has given trouble for 6.0 s (no_answer): 0 calls refused, 1 unanswered, 0 messages in hand.")
                ),
                (60, Ended("answers again after 45.0 s of trouble (no_answer): 0 calls were refused.")),
            ],
            Told
        );
    }

    [Fact]
    public void A_second_time_is_told_anew()
    {
        Pass(300, second => Call(second % 100 < 30 ? TableCallOutcome.Unavailable : TableCallOutcome.Answered));
        Assert.Equal(
            [
                EventIds.TroubleBegan,
                EventIds.TroubleEnded,
                EventIds.TroubleBegan,
                EventIds.TroubleEnded,
                EventIds.TroubleBegan,
                EventIds.TroubleEnded,
            ],
            _told.Select(line => line.Event)
        );
    }

    [Fact]
    public void An_episode_that_ended_and_began_anew_between_two_looks_is_told_as_two()
    {
        for (var second = 0; second < 8; second++)
            Refuse();
        _log.Look();
        Call(TableCallOutcome.Answered);
        _clock.Advance(TimeSpan.FromSeconds(6));
        for (var second = 0; second < 8; second++)
            Refuse();
        _log.Look();
        Assert.Equal(
            [EventIds.TroubleBegan, EventIds.TroubleEnded, EventIds.TroubleBegan],
            _logger.Lines.Select(line => line.Event)
        );

        void Refuse()
        {
            Call(TableCallOutcome.Throttled);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public void Trouble_that_is_never_answered_is_never_over()
    {
        Begin();
        Pass(2_000, _ => { });
        Assert.Equal([EventIds.TroubleBegan], _told.Select(line => line.Event));
    }

    [Fact]
    public void A_call_that_its_caller_gave_up_is_no_answer()
    {
        var call = Begin();
        Pass(
            200,
            second =>
            {
                if (second == 20)
                    End(call, TableCallOutcome.Abandoned);
                if (second is > 20 and < 100)
                    Call(TableCallOutcome.Abandoned);
                if (second == 100)
                    Call(TableCallOutcome.Answered);
            }
        );
        Assert.Equal([(6, EventIds.TroubleBegan), (100, EventIds.TroubleEnded)], _told.Select(Kind));
    }

    [Fact]
    public void A_poll_that_is_given_up_while_the_queue_may_still_wait_says_nothing()
    {
        Pass(
            100,
            _ =>
            {
                var poll = new QueueCallStart(
                    "q",
                    QueueOperations.ReceiveMessage,
                    10,
                    TimeSpan.FromSeconds(20),
                    _clock.GetTimestamp()
                );
                _answers.OnCalling(poll);
                _answers.OnCall(new QueueCallReport(poll, default, 0, QueueCallOutcome.Abandoned, "error"));
            }
        );
        Assert.Empty(_told);
        Assert.Null(Assert.Single(_answers.States).AwayFor);
    }

    private IEnumerable<(int Second, (int Event, string Text))> Told =>
        _told.Select(line => (line.Second, (line.Event, line.Text)));

    private void Pass(int seconds, Action<int> step)
    {
        for (var second = 0; second < seconds; second++)
        {
            step(second);
            _log.Look();
            _told.AddRange(_logger.Lines.Select(line => (second, line.Event, line.Text)));
            _logger.Lines.Clear();
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private void Call(TableCallOutcome outcome) => End(Begin(), outcome);

    private TableCallStart Begin()
    {
        var start = new TableCallStart("t", TableOperations.GetItem, 1, _clock.GetTimestamp());
        _answers.OnCalling(start);
        return start;
    }

    private void End(TableCallStart start, TableCallOutcome outcome) =>
        _answers.OnCall(new TableCallReport(start, _clock.GetElapsedTime(start.StartedAt), default, outcome, "Slow"));

    private static (int Second, int Event) Kind((int Second, int Event, string Text) line) => (line.Second, line.Event);

    private static (int Event, string Text) Begun(string text) =>
        (EventIds.TroubleBegan, $"Table t {text} The worker keeps them, takes in less, and goes on trying.");

    private static (int Event, string Text) Ended(string text) => (EventIds.TroubleEnded, $"Table t {text}");
}
