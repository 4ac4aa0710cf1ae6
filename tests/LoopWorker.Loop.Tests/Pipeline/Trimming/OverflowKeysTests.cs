using LoopWorker.Loop.Pipeline.Trimming;

namespace LoopWorker.Loop.Tests.Pipeline.Trimming;

public sealed class OverflowKeysTests
{
    private readonly OverflowKeys _keys = new();

    [Fact]
    public void A_key_is_taken_once_while_the_context_names_it()
    {
        Assert.Equal([1, 2], _keys.Take([1, 2]));
        _keys.Confirm(1);
        Assert.Equal([3], _keys.Take([1, 2, 3]));
    }

    [Fact]
    public void What_could_not_be_deleted_is_taken_again()
    {
        _keys.Take([1, 2]);
        _keys.GiveUp(1);
        Assert.Equal([1], _keys.Take([1, 2]));
    }

    [Fact]
    public void What_is_gone_is_told_until_the_context_names_it_no_more()
    {
        _keys.Take([1, 2]);
        Assert.Empty(_keys.Gone);
        _keys.Confirm(1);
        _keys.Take([1, 2]);
        Assert.Equal([1], _keys.Gone);
        _keys.Take([2]);
        Assert.Empty(_keys.Gone);
    }

    // The same second may hold another capture some time.
    [Fact]
    public void A_key_that_the_context_names_anew_is_taken_anew()
    {
        _keys.Take([1]);
        _keys.Confirm(1);
        _keys.Take([]);
        Assert.Equal([1], _keys.Take([1]));
        Assert.Empty(_keys.Gone);
    }

    [Fact]
    public void What_was_told_to_be_gone_stays_as_it_was_told()
    {
        _keys.Take([1, 2]);
        _keys.Confirm(1);
        var told = _keys.Gone;
        _keys.Confirm(2);
        Assert.Equal([1], told);
    }
}
