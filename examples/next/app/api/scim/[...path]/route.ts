/** SCIM under our own domain: what our customers' identity providers send here goes on to Rollcall. */
import { forwardScim } from 'rollcall/next';

export const { GET, POST, PUT, PATCH, DELETE } = forwardScim({
	url: process.env['ROLLCALL_URL'],
	origin: process.env['APP_URL'],
});
