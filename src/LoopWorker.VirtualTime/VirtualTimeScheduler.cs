using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace LoopWorker.VirtualTime;

/// <summary>
/// Runs asynchronous work on one thread and in virtual time: continuations one after another in the order they became
/// ready and, when none is, the clock moves straight to the next timer. The same work runs the same way every time.
/// </summary>
/// <remarks>
/// The work must not leave the scheduler: continuations that other threads bring in
/// (<c>Task.Run</c>, <c>ConfigureAwait(false)</c>, real I/O) come at moments of their own, so they are refused.
/// </remarks>
public sealed class VirtualTimeScheduler
{
    private readonly Context _context;
    private readonly List<Task> _enrolled = [];
    private readonly ConcurrentQueue<Func<Task>> _enrolling = new();
    private ExceptionDispatchInfo? _fault;

    public VirtualTimeScheduler(VirtualClock clock)
    {
        Clock = clock;
        _context = new Context();
    }

    public VirtualClock Clock { get; }

    /// <summary>How many continuations have run: the same for the same work.</summary>
    public long Steps { get; private set; }

    /// <summary>Runs the work on a scheduler of its own and returns its result.</summary>
    public static T Run<T>(DateTimeOffset start, Func<VirtualClock, Task<T>> work)
    {
        var scheduler = new VirtualTimeScheduler(new VirtualClock(start));
        T result = default!;
        scheduler.Run(async () => result = await work(scheduler.Clock));
        return result;
    }

    /// <inheritdoc cref="Run{T}"/>
    public static void Run(DateTimeOffset start, Func<VirtualClock, Task> work)
    {
        var scheduler = new VirtualTimeScheduler(new VirtualClock(start));
        scheduler.Run(() => work(scheduler.Clock));
    }

    /// <summary>
    /// Adds work that begins when <see cref="Run(Func{Task})"/> is next called, ahead of that call's own. Any thread may call this.
    /// </summary>
    /// <returns>A task that ends as the work ends.</returns>
    public Task Enroll(Func<Task> work)
    {
        var finished = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _enrolling.Enqueue(async () =>
        {
            try
            {
                await work();
                finished.SetResult();
            }
            catch (OperationCanceledException canceled)
            {
                finished.SetCanceled(canceled.CancellationToken);
            }
#pragma warning disable CA1031 // Whatever the work throws is its task's outcome.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _fault ??= ExceptionDispatchInfo.Capture(exception);
                finished.SetException(exception);
            }
        });
        return finished.Task;
    }

    /// <summary>Runs the work, and all that is enrolled, on this thread until the work and the enrolled work have ended.</summary>
    /// <remarks>If enrolled work fails, its exception comes out here: what waits for it would wait for ever.</remarks>
    /// <exception cref="InvalidOperationException">If it can never end: nothing is ready and no timer is set.</exception>
    public void Run(Func<Task> work)
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(_context);
        _context.Enter();
        try
        {
            while (_enrolling.TryDequeue(out var enrolled))
                _enrolled.Add(enrolled());
            var main = work();
            while (!main.IsCompleted || (main.IsCompletedSuccessfully && _enrolled.Exists(task => !task.IsCompleted)))
            {
                _fault?.Throw();
                if (_context.TryTake(out var callback, out var state))
                {
                    Steps++;
                    callback(state);
                }
                else if (!Clock.AdvanceToNextTimer())
                {
                    throw new InvalidOperationException(
                        "The work waits for something that cannot happen: nothing is ready and no timer is set."
                    );
                }
            }
            _enrolled.RemoveAll(task => task.IsCompleted);
            if (main.IsCanceled)
                throw new TaskCanceledException(main);
            if (main.Exception is { } failure)
                ExceptionDispatchInfo.Throw(failure.InnerExceptions[0]);
        }
        finally
        {
            _context.Leave();
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    private sealed class Context : SynchronizationContext
    {
        private readonly Queue<(SendOrPostCallback Callback, object? State)> _ready = new();
        private int _thread;

        public void Enter() => _thread = Environment.CurrentManagedThreadId;

        public void Leave() => _thread = 0;

        public bool TryTake(out SendOrPostCallback callback, out object? state)
        {
            var found = _ready.TryDequeue(out var entry);
            (callback, state) = entry;
            return found;
        }

        public override void Post(SendOrPostCallback d, object? state)
        {
            if (_thread != Environment.CurrentManagedThreadId)
                throw new InvalidOperationException("A continuation came from outside the virtual-time scheduler.");
            _ready.Enqueue((d, state));
        }

        public override void Send(SendOrPostCallback d, object? state) => d(state);

        public override SynchronizationContext CreateCopy() => this;
    }
}
