using FsCheck.Fluent;
using LoopWorker.Loop.Health;
using LoopWorker.Queues.Observing;
using LoopWorker.Tables.Observing;
using LoopWorker.VirtualTime;

namespace LoopWorker.Loop.Tests.Health;

public sealed class ServiceAnswersTests
{
    private readonly VirtualClock _clock = new(DateTimeOffset.UnixEpoch);
    private readonly ServiceAnswers _answers;

    public ServiceAnswersTests() => _answers = new ServiceAnswers(_clock);

    [Fact]
    public void Who_was_never_called_is_not_known() => Assert.Empty(_answers.States);

    [Fact]
    public void Queues_and_tables_of_the_same_name_are_told_apart()
    {
        End(Begin(), TableCallOutcome.Throttled);
        EndPoll(BeginPoll(), QueueCallOutcome.Answered);
        Assert.Equal(
            [(ServiceKind.Queue, false), (ServiceKind.Table, true)],
            _answers.States.Select(state => (state.Kind, state.Refusal is not null))
        );
    }

    [Theory]
    [InlineData(TableCallOutcome.Answered, false, false)]
    [InlineData(TableCallOutcome.Failed, false, false)]
    [InlineData(TableCallOutcome.Abandoned, false, false)]
    [InlineData(TableCallOutcome.Throttled, true, false)]
    [InlineData(TableCallOutcome.Conflict, true, false)]
    [InlineData(TableCallOutcome.Unavailable, true, true)]
    public void Only_what_passes_is_a_refusal_and_only_no_answer_is_absence(
        TableCallOutcome outcome,
        bool isRefusal,
        bool isAbsence
    )
    {
        End(Begin(), outcome);
        _clock.Advance(Seconds(1));
        Assert.Equal(isRefusal ? new ServiceRefusal("error", Seconds(1)) : null, State.Refusal);
        Assert.Equal(isAbsence ? Seconds(1) : null, State.AwayFor);
    }

    [Fact]
    public void It_is_away_from_the_beginning_of_the_first_call_that_was_not_answered()
    {
        var first = Begin();
        _clock.Advance(Seconds(15));
        Assert.Equal(Seconds(15), State.AwayFor);
        End(first, TableCallOutcome.Unavailable);
        _clock.Advance(Seconds(5));
        End(Begin(), TableCallOutcome.Unavailable);
        Assert.Equal(Seconds(20), State.AwayFor);
        End(Begin(), TableCallOutcome.Throttled);
        Assert.Null(State.AwayFor);
    }

    [Fact]
    public void A_call_that_goes_unanswered_says_nothing_of_the_time_before_another_was_answered()
    {
        var hangs = Begin();
        _clock.Advance(Seconds(60));
        End(Begin(), TableCallOutcome.Answered);
        _clock.Advance(Seconds(2));
        Assert.Equal(Seconds(2), State.AwayFor);
        End(hangs, TableCallOutcome.Unavailable);
        _clock.Advance(Seconds(1));
        Assert.Equal(Seconds(3), State.AwayFor);
    }

    [Fact]
    public void A_call_that_was_given_up_ends_no_absence()
    {
        End(Begin(), TableCallOutcome.Unavailable);
        _clock.Advance(Seconds(5));
        End(Begin(), TableCallOutcome.Abandoned);
        Assert.Equal(Seconds(5), State.AwayFor);
        End(Begin(), TableCallOutcome.Answered);
        Assert.Null(State.AwayFor);
    }

    [Fact]
    public void A_poll_that_waits_for_messages_is_not_unanswered()
    {
        var poll = BeginPoll();
        _clock.Advance(Seconds(20));
        Assert.Null(State.AwayFor);
        _clock.Advance(Seconds(7));
        Assert.Equal(Seconds(7), State.AwayFor);
        EndPoll(poll, QueueCallOutcome.Unavailable);
        Assert.Equal(Seconds(7), State.AwayFor);
    }

    [Fact]
    public void A_poll_that_fails_at_once_counts_from_then()
    {
        EndPoll(BeginPoll(), QueueCallOutcome.Unavailable);
        _clock.Advance(Seconds(9));
        Assert.Equal(Seconds(9), State.AwayFor);
    }

    [Fact]
    public void Who_is_not_called_any_more_is_not_known_to_be_away()
    {
        End(Begin(), TableCallOutcome.Unavailable);
        _clock.Advance(Seconds(120));
        Assert.Equal(Seconds(120), State.AwayFor);
        _clock.Advance(Seconds(1));
        Assert.Null(State.AwayFor);
        End(Begin(), TableCallOutcome.Unavailable);
        _clock.Advance(Seconds(1));
        Assert.Equal(Seconds(1), State.AwayFor);
    }

    [Fact]
    public void Whatever_came_before_an_answer_ends_all_absence_and_no_absence_is_longer_than_since_the_last_one() =>
        Property.Holds(
            Gen.Choose(0, 4).ListOf(),
            steps =>
            {
                var clock = new VirtualClock(DateTimeOffset.UnixEpoch);
                var answers = new ServiceAnswers(clock);
                var underWay = new Queue<TableCallStart>();
                var answeredAt = TimeSpan.Zero;
                foreach (var step in steps)
                {
                    clock.Advance(Seconds(7));
                    if (step == 0 || !underWay.TryDequeue(out var call))
                    {
                        var start = Start(clock);
                        underWay.Enqueue(start);
                        answers.OnCalling(start);
                        continue;
                    }
                    var outcome = (TableCallOutcome)(step == 4 ? (int)TableCallOutcome.Unavailable : step - 1);
                    answers.OnCall(new TableCallReport(call, clock.Elapsed, default, outcome, "error"));
                    if (outcome != TableCallOutcome.Unavailable)
                        answeredAt = clock.Elapsed;
                    var away = answers.States.Single().AwayFor;
                    Assert.True(away is null || away <= clock.Elapsed - answeredAt);
                    if (outcome == TableCallOutcome.Unavailable)
                        Assert.NotNull(away);
                }
            }
        );

    private ServiceState State => _answers.States.Single();

    private TableCallStart Begin()
    {
        var start = Start(_clock);
        _answers.OnCalling(start);
        return start;
    }

    private void End(TableCallStart start, TableCallOutcome outcome) =>
        _answers.OnCall(new TableCallReport(start, _clock.GetElapsedTime(start.StartedAt), default, outcome, "error"));

    private QueueCallStart BeginPoll()
    {
        var start = new QueueCallStart("same", QueueOperations.ReceiveMessage, 10, Seconds(20), _clock.GetTimestamp());
        _answers.OnCalling(start);
        return start;
    }

    private void EndPoll(QueueCallStart start, QueueCallOutcome outcome) =>
        _answers.OnCall(new QueueCallReport(start, _clock.GetElapsedTime(start.StartedAt), 0, outcome, "error"));

    private static TableCallStart Start(VirtualClock clock) =>
        new("same", TableOperations.GetItem, 1, clock.GetTimestamp());

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
