using LoopWorker.Terminal;

namespace LoopWorker.Tests.Terminal;

public sealed class PromptTests
{
    [Fact]
    public async Task The_line_that_is_entered_is_the_answer_and_the_end_of_the_input_is_none()
    {
        using var input = new StringReader("yes\nno");
        Assert.Equal("yes", await Prompt.AskAsync("", input, CancellationToken.None));
        Assert.Equal("no", await Prompt.AskAsync("", input, CancellationToken.None));
        Assert.Null(await Prompt.AskAsync("", input, CancellationToken.None));
    }

    [Fact]
    public async Task A_signal_ends_it_though_the_terminal_is_being_read()
    {
        using var stop = new CancellationTokenSource();
        using var input = new SilentReader();
        var answer = Prompt.AskAsync("", input, stop.Token);
        await input.IsRead;

        stop.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    // As a terminal at which nobody types.
    private sealed class SilentReader : TextReader
    {
        private readonly TaskCompletionSource _read = new();
        private readonly ManualResetEventSlim _end = new();

        public Task IsRead => _read.Task;

        public override string? ReadLine()
        {
            _read.TrySetResult();
            _end.Wait();
            return null;
        }

        protected override void Dispose(bool disposing)
        {
            _end.Set();
            base.Dispose(disposing);
        }
    }
}
