using FsCheck.Fluent;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Tests;

public sealed class FifoIdTests
{
    [Theory]
    [InlineData("u1")]
    [InlineData("9xQeWvG816bUx9EPjHmaT23yvVM2ZWbrrpZb9PusVFin")]
    [InlineData("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")]
    public void A_name_that_SQS_takes_is_the_id(string name) => Assert.Equal(name, FifoId.Of(name));

    [Theory]
    [InlineData("")]
    [InlineData("with a blank")]
    [InlineData("é")]
    public void Any_other_is_hashed(string name) => Assert.Matches("^[0-9a-f]{64}$", FifoId.Of(name));

    [Fact]
    public void Up_to_128_characters_are_taken()
    {
        Assert.Equal(128, FifoId.Of(new string('a', 128)).Length);
        Assert.Equal(64, FifoId.Of(new string('a', 129)).Length);
    }

    [Fact]
    public void Different_names_have_different_ids_and_equal_names_equal_ones() =>
        Property.Holds(
            ArbMap.Default.GeneratorFor<string>().Where(name => name is not null).Two(),
            pair =>
            {
                var (one, other) = pair;
                Assert.Equal(one == other, FifoId.Of(one) == FifoId.Of(other));
                Assert.Equal(FifoId.Of(one), FifoId.Of(one));
            }
        );
}
