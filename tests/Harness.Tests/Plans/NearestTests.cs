using Harness.Plans;

namespace Harness.Tests.Plans;

public sealed class NearestTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("exector", "executor", 1)]
    [InlineData("taregt", "target", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("abc", "", 3)]
    public void Distance_TwoWords_CountsTypingErrors(string one, string other, int distance)
    {
        Assert.Equal(distance, Nearest.Distance(one, other));
        Assert.Equal(distance, Nearest.Distance(other, one));
    }

    [Fact]
    public void Offer_NearWord_NamesIt() => Assert.Equal("; did you mean 'executor'?", Nearest.Offer("exector", ["target", "executor"]));

    [Fact]
    public void Offer_NothingNear_ListsAll() => Assert.Equal("; there are target, executor", Nearest.Offer("xyz", ["target", "executor"]));

    [Fact]
    public void Offer_NothingThere_SaysSo() => Assert.Equal("; there are none", Nearest.Offer("xyz", []));
}
