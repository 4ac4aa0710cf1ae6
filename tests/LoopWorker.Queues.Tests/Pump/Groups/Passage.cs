using LoopWorker.Queues.Pump.Groups;

namespace LoopWorker.Queues.Tests.Pump.Groups;

internal sealed class Passage(string way, Func<bool> enter) : IPassage
{
    public object Way => way;

    public bool IsGivenUp { get; private set; }

    public bool HasEntered { get; private set; }

    public bool TryEnter()
    {
        AssertIsOpen();
        HasEntered = true;
        return enter();
    }

    public void GiveUp()
    {
        AssertIsOpen();
        IsGivenUp = true;
    }

    private void AssertIsOpen() => Assert.False(HasEntered || IsGivenUp, "It has gone on, or been given up, before.");
}
