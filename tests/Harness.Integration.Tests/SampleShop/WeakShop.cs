namespace Harness.Integration.Tests.SampleShop;

/// <summary>The shop without its defences.</summary>
public sealed class WeakShop() : Shop("off");
