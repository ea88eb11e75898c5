using System.Text.Json.Serialization;
using SampleShop.Front;
using SampleShop.Payments;

namespace SampleShop;

/// <summary>Everything that crosses a wire, compiled: reflection would cost a quarter of the start-up time.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Product))]
[JsonSerializable(typeof(ProductList))]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(OrderRequest))]
[JsonSerializable(typeof(ChargeRequest))]
[JsonSerializable(typeof(Charge))]
[JsonSerializable(typeof(ChargeCount))]
internal sealed partial class ShopJson : JsonSerializerContext;
