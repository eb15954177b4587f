"""Use cases and jobs of carts and saved configurations."""

from dependency_injector.providers import Singleton

from smplat_app.orders import OrdersUseCases
from smplat_app.ports import Ports
from smplat_core.jobs import JobHandler
from smplat_core.orders.carts import (
    EXPIRE_CARTS,
    AddToCart,
    ChangeCartLine,
    EditSavedConfiguration,
    ExpireCarts,
    ForgetSavedConfiguration,
    LookAtLines,
    MergeCarts,
    OpenCart,
    OrderCart,
    RefreshCart,
    RemoveFromCart,
    SaveConfiguration,
)


class CartsUseCases(OrdersUseCases):
    look_at_lines = Singleton(
        LookAtLines, price_lines=OrdersUseCases.price_lines, clock=Ports.clock
    )
    open_cart = Singleton(
        OpenCart, begin=Ports.begin, clock=Ports.clock, ids=Ports.ids, tokens=Ports.tokens
    )
    add_to_cart = Singleton(
        AddToCart, begin=Ports.begin, look=look_at_lines, clock=Ports.clock, ids=Ports.ids
    )
    change_cart_line = Singleton(
        ChangeCartLine, begin=Ports.begin, look=look_at_lines, clock=Ports.clock
    )
    remove_from_cart = Singleton(
        RemoveFromCart, begin=Ports.begin, look=look_at_lines, clock=Ports.clock
    )
    refresh_cart = Singleton(RefreshCart, begin=Ports.begin, look=look_at_lines, clock=Ports.clock)
    merge_carts = Singleton(MergeCarts, begin=Ports.begin, look=look_at_lines, clock=Ports.clock)
    order_cart = Singleton(
        OrderCart,
        begin=Ports.begin,
        look=look_at_lines,
        place_order=OrdersUseCases.place_order,
        clock=Ports.clock,
    )
    expire_carts = Singleton(ExpireCarts, begin=Ports.begin, clock=Ports.clock)
    save_configuration = Singleton(
        SaveConfiguration, begin=Ports.begin, clock=Ports.clock, ids=Ports.ids
    )
    edit_saved_configuration = Singleton(
        EditSavedConfiguration, begin=Ports.begin, clock=Ports.clock
    )
    forget_saved_configuration = Singleton(ForgetSavedConfiguration, begin=Ports.begin)


def jobs(app: CartsUseCases) -> dict[str, JobHandler]:
    return {EXPIRE_CARTS: app.expire_carts()}
